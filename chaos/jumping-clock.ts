/**
 * Loaded into a gateway before its own code (`node --import`): at each SIGUSR2 its clock jumps, an hour
 * ahead, an hour back, and then to the right time again.
 */
const hourMs = 3_600_000;
const jumps = [0, hourMs, -hourMs];
const RealDate = Date;
let jump = 0;

const now = (): number => RealDate.now() + jumps[jump]!;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: [], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});

process.on('SIGUSR2', () => (jump = (jump + 1) % jumps.length));
