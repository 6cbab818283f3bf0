/** Looking into a run that is under way: where it stands, and what lies on its bus. */
import { z } from 'zod';
import { nodeStatuses } from '../node-report.ts';
import { sha256Schema } from '../package-manifest.ts';

/** Of a range of a column's bytes that one answer may hold. */
export const maxInspectedBytes = 262_144;

const nodeId = z.string().min(1).max(200);

/** Where the run is to stand: at the node's border, once; without a node as soon as it can. */
export const pauseSchema = z.strictObject({
  at: z.enum(['before', 'after']).optional(),
  node: nodeId.optional(),
});

/** What is asked for: all nodes and blocks, or one block, or a range of one of its columns. */
export const inspectSchema = z.strictObject({
  /** `bus://results/scenarios` */
  block: z.string().max(400).optional(),
  column: z.string().max(200).optional(),
  /** Elements, from 0. */
  offset: z.int().min(0).optional(),
  /** Elements; as many as there are, and as `maxInspectedBytes` allows. */
  length: z.int().min(0).optional(),
});

/** A run that stands: nothing of it moves but what `running` names. */
export const standingSchema = z.strictObject({
  /** `during`: between two chunks of a stage. */
  at: z.enum(['before', 'after', 'during']),
  node: z.string(),
  /** `projection.project`; null at a border. */
  stage: z.string().nullable(),
  /** Python nodes beside it, which go on to their end: their code cannot be stopped in between. */
  running: z.array(z.string()),
});

const inspectedNode = z.strictObject({
  id: z.string(),
  /** `wasm://projection` */
  engine: z.string(),
  status: z.enum(['pending', 'running', ...nodeStatuses]),
  /** Of its last run; 0 before its end. */
  ms: z.number().min(0),
});

const inspectedBlock = z.strictObject({
  /** `bus://inputs/policies` */
  name: z.string(),
  /** A node, or the input: `$policies`. While it runs what is read may be half written. */
  writer: z.string(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(['i32', 'u32', 'f64']),
      /** Lengths of its axes, the slowest first. */
      shape: z.array(z.int()),
      /** In the run's memory. */
      address: z.int(),
      bytes: z.int(),
      /** Of its bytes, as in a result; only where one block was asked for. */
      sha256: sha256Schema.optional(),
    }),
  ),
});

export const inspectedSchema = z.strictObject({
  /** In the order they run. */
  nodes: z.array(inspectedNode),
  blocks: z.array(inspectedBlock),
  /** Little-endian bytes of the range; null where no column was asked for. */
  values: z
    .strictObject({
      column: z.string(),
      offset: z.int(),
      length: z.int(),
      base64: z.string(),
    })
    .nullable(),
});

export type PauseRequest = z.infer<typeof pauseSchema>;
export type InspectRequest = z.infer<typeof inspectSchema>;
export type Standing = z.infer<typeof standingSchema>;
export type Inspected = z.infer<typeof inspectedSchema>;
export type InspectedNode = Inspected['nodes'][number];
export type InspectedBlock = Inspected['blocks'][number];

export type DebugCommand =
  | ({ readonly do: 'pause' } & PauseRequest)
  | { readonly do: 'resume' }
  /** Runs one node, to the border after it. */
  | { readonly do: 'step' }
  | ({ readonly do: 'inspect' } & InspectRequest);

export const debugAnswerSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('paused'), ...standingSchema.shape }),
  /** It goes, or has come to its end. */
  z.strictObject({ is: z.literal('running') }),
  z.strictObject({ is: z.literal('inspected'), ...inspectedSchema.shape }),
]);

export type DebugAnswer = z.infer<typeof debugAnswerSchema>;
