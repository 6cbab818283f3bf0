export { createNodeSha256 } from '../../engines-wasm/node/node-sha256.ts';
