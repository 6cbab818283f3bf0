/** What the columns of a Parquet file are, and a schema by which hyparquet decodes them raw. */
import type { FileMetaData, SchemaElement } from 'hyparquet';
import type { StoredType, TimeUnit } from '../columns/stored-type.ts';

export interface ParquetColumn {
  readonly name: string;
  /** Null: a nested or exotic type that no column can hold. */
  readonly type: StoredType | null;
  /** For messages. */
  readonly description: string;
}

/** The columns at the top of the schema, in file order. */
export function parquetColumns({ schema }: FileMetaData): readonly ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  let index = 1;
  while (index < schema.length) {
    const element = schema[index] as SchemaElement;
    columns.push(parquetColumn(element));
    index = afterSubtree(schema, index);
  }
  return columns;
}

function afterSubtree(schema: readonly SchemaElement[], index: number): number {
  let next = index + 1;
  const children = schema[index]?.num_children ?? 0;
  for (let child = 0; child < children && next < schema.length; child++) {
    next = afterSubtree(schema, next);
  }
  return next;
}

function parquetColumn(element: SchemaElement): ParquetColumn {
  const { name, num_children, repetition_type, type, converted_type, logical_type } = element;
  const isNested = (num_children ?? 0) > 0 || repetition_type === 'REPEATED';
  const annotation = logical_type?.type ?? converted_type;
  const description = isNested
    ? 'a list or a structure'
    : [type, annotation].filter((word) => word !== undefined).join(' ');
  return { name, type: isNested ? null : storedType(element), description };
}

function storedType(element: SchemaElement): StoredType | null {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = logical?.type === 'DECIMAL' ? logical.scale : element.scale;
    return { kind: 'decimal', scale: scale ?? 0 };
  }
  switch (type) {
    case 'BOOLEAN':
      return { kind: 'boolean' };
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'f64' };
    case 'INT96':
      return { kind: 'timestamp', unit: 'nanoseconds', isUtc: false };
    case 'INT32':
      return int32Type(element);
    case 'INT64':
      return int64Type(element);
    case 'BYTE_ARRAY':
      return isText(element) ? { kind: 'text' } : null;
    case 'FIXED_LEN_BYTE_ARRAY':
      return logical?.type === 'FLOAT16' ? { kind: 'f64' } : null;
    default:
      return null;
  }
}

function int32Type({
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): StoredType | null {
  if (converted === 'DATE' || logical?.type === 'DATE') return { kind: 'date' };
  if (converted === 'TIME_MILLIS' || logical?.type === 'TIME') return null;
  return { kind: isUnsigned(converted, logical) ? 'u32' : 'i32' };
}

function int64Type({
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): StoredType | null {
  if (logical?.type === 'TIMESTAMP') {
    return { kind: 'timestamp', unit: timeUnits[logical.unit], isUtc: logical.isAdjustedToUTC };
  }
  if (converted === 'TIMESTAMP_MILLIS') return utcTimestamp('milliseconds');
  if (converted === 'TIMESTAMP_MICROS') return utcTimestamp('microseconds');
  if (converted === 'TIME_MICROS' || logical?.type === 'TIME') return null;
  return { kind: isUnsigned(converted, logical) ? 'u64' : 'i64' };
}

const timeUnits = {
  MILLIS: 'milliseconds',
  MICROS: 'microseconds',
  NANOS: 'nanoseconds',
} as const satisfies Record<string, TimeUnit>;

/** The older annotation means UTC: parquet-format, LogicalTypes.md. */
function utcTimestamp(unit: TimeUnit): StoredType {
  return { kind: 'timestamp', unit, isUtc: true };
}

function isUnsigned(
  converted: SchemaElement['converted_type'],
  logical: SchemaElement['logical_type'],
): boolean {
  return (
    converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned)
  );
}

/** Bytes without an annotation are text too: older writers leave it out. */
function isText({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  const names = [converted, logical?.type].filter((name) => name !== undefined);
  return names.every((name) => ['UTF8', 'STRING', 'ENUM', 'JSON'].includes(name));
}

/**
 * The metadata with annotations that would make hyparquet convert values taken away, so that dates,
 * timestamps and decimals arrive as the integers they are stored as and lose no digit.
 */
export function withoutConversions(metadata: FileMetaData): FileMetaData {
  return { ...metadata, schema: metadata.schema.map(plainElement) };
}

function plainElement(element: SchemaElement): SchemaElement {
  if (element.type === undefined || element.logical_type?.type === 'FLOAT16') return element;
  const { converted_type, logical_type, ...plain } = element;
  const isBytesOfText =
    element.type === 'BYTE_ARRAY' &&
    isText({ ...plain, converted_type, logical_type } as SchemaElement);
  return isBytesOfText ? { ...plain, converted_type: 'UTF8' } : plain;
}
