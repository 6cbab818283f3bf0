/** Files of the bundle, side by side. */
export const entryBundle = 'value-model.mjs';
export const threadBundle = './thread-entry.mjs';
export const pythonThreadBundle = './python-thread-entry.mjs';
