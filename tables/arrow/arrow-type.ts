/** How an Arrow column is stored, and its decoded values. */
import { DataType, DateUnit, Precision, TimeUnit, Vector } from 'apache-arrow';
import type { Data, Dictionary } from 'apache-arrow';
import type { Chunk, StoredType } from '../columns/stored-type.ts';

const timeUnits = {
  [TimeUnit.SECOND]: 'seconds',
  [TimeUnit.MILLISECOND]: 'milliseconds',
  [TimeUnit.MICROSECOND]: 'microseconds',
  [TimeUnit.NANOSECOND]: 'nanoseconds',
} as const;

/** The stored type, or null where no column can hold the values. */
export function arrowType(type: DataType): StoredType | null {
  if (DataType.isDictionary(type)) return arrowType(type.dictionary);
  if (DataType.isInt(type)) {
    if (type.bitWidth === 64) return { kind: type.isSigned ? 'i64' : 'u64' };
    return { kind: type.isSigned ? 'i32' : 'u32' };
  }
  if (DataType.isFloat(type)) return { kind: 'f64' };
  if (DataType.isBool(type)) return { kind: 'boolean' };
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return { kind: 'text' };
  if (DataType.isUtf8View(type)) return { kind: 'text' };
  if (DataType.isDate(type)) {
    return type.unit === DateUnit.DAY
      ? { kind: 'date' }
      : { kind: 'timestamp', unit: 'milliseconds', isUtc: false };
  }
  if (DataType.isTimestamp(type)) {
    const isUtc = type.timezone !== null && type.timezone !== undefined && type.timezone !== '';
    return { kind: 'timestamp', unit: timeUnits[type.unit], isUtc };
  }
  return null;
}

/** The vector's values: raw numbers or bigints, booleans, texts; null where one is missing. */
export function arrowChunks(vector: Vector): Chunk[] {
  return vector.data.map(arrowChunk);
}

function arrowChunk(data: Data): Chunk {
  const values = decoded(data);
  if (data.nullCount === 0) return values;
  return Array.from({ length: data.length }, (_, i) => (data.getValid(i) ? values[i] : null));
}

function decoded(data: Data): Chunk {
  const { type } = data;
  if (DataType.isDictionary(type)) return lookedUp(data as Data<Dictionary>);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return texts(data);
  const isFloat = DataType.isFloat(type) && type.precision !== Precision.HALF;
  const isRaw = DataType.isInt(type) || DataType.isDate(type) || DataType.isTimestamp(type);
  if (isFloat || isRaw) return (data.values as Float64Array).subarray(0, data.length);
  const vector = new Vector([data]);
  return Array.from({ length: data.length }, (_, i) => vector.get(i) as unknown);
}

/** Texts of a dictionary are decoded once, not once per row. */
function lookedUp(data: Data<Dictionary>): Chunk {
  const words = arrowChunks(data.dictionary as Vector).flatMap((chunk) => Array.from(chunk));
  return Array.from(data.values.subarray(0, data.length) as Int32Array, (index) => words[index]);
}

// Arrow's own decoding drops a leading U+FEFF and puts U+FFFD for bytes that are no UTF-8 (I5).
const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function texts({ valueOffsets, values, length }: Data): Chunk {
  const bytes = values as Uint8Array;
  return Array.from({ length }, (_, i) =>
    textDecoder.decode(bytes.subarray(Number(valueOffsets[i]), Number(valueOffsets[i + 1]))),
  );
}
