/** Names of tenants and users, as credentials give them. */
import { z } from 'zod';

/** Short, and without characters that change what a line of a log looks like. */
export const nameSchema = z.string().regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u);
