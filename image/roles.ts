/** What a container of the image can be. */

export const roles = {
  worker: { main: '../worker/main.ts', port: 3000 },
  gateway: { main: '../gateway/main.ts', port: 8000 },
} as const;

export type Role = keyof typeof roles;

/** The role that a command names, or null. */
export function roleOf(word: string | undefined): Role | null {
  return word !== undefined && Object.hasOwn(roles, word) ? (word as Role) : null;
}
