/** What a node was reading when it failed, so that the very same can be found again. */
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { Bus } from '../bus/bus.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';

/** SHA-256 over the columns of each input, by its name in the node's list. */
export function inputHashes(
  { node, reads }: PlannedNode,
  bus: Bus,
  createSha256: CreateSha256,
): Record<string, string> {
  const hashes = reads.map(({ columns }, index) => {
    const hash = createSha256();
    for (const { planned } of columns) {
      const { buffer, byteOffset, byteLength } = bus.view(planned);
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    return [node.inputs[index]!, hash.digest()] as const;
  });
  return Object.fromEntries(hashes);
}
