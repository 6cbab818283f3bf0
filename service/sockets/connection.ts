/** One socket: what comes in goes to the session, the jobs and the sender, and what they say goes out. */
import type { RawData } from 'ws';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ClientMessage, ServerMessage } from '../../contracts/wire/control-message.ts';
import { problemOf } from '../../contracts/wire/problem-details.ts';
import type { Principal } from '../principal.ts';
import type { AskMessage } from './ask.ts';
import { debugCommand, debugReply, type DebugMessage } from './debug-messages.ts';
import { FollowedJobs } from './followed-jobs.ts';
import { Inbox } from './inbox.ts';
import { MessageRate } from './message-rate.ts';
import { Outlet } from './outlet.ts';
import { closeCode, type ProtocolSocket } from './protocol-socket.ts';
import { malformed, readClientMessage } from './read-client-message.ts';
import type { SocketServices } from './socket-services.ts';

export interface ConnectionFacts {
  /** Null where the user is named by the first message. */
  readonly who: Principal | null;
  /** The job whose tables are streamed without being asked for. */
  readonly jobId: string | null;
  /** The client's address, for the audit log. */
  readonly from: string;
  /** W3C trace context of the request that became the socket. */
  readonly traceparent: string;
}

interface Received {
  readonly data: RawData;
  readonly isBinary: boolean;
}

/** For the last words to arrive. */
const partingMs = 200;

export class Connection {
  readonly #socket: ProtocolSocket;
  readonly #services: SocketServices;
  readonly #facts: ConnectionFacts;
  readonly #inbox: Inbox<Received>;
  readonly #rate: MessageRate;
  readonly #outlet: Outlet;
  readonly #jobs: FollowedJobs;
  /** Aborts what was submitted; those with an Idempotency-Key survive a cut. */
  readonly #closed = new AbortController();
  readonly #closedByClient = new AbortController();
  #who: Principal | null;
  #patience: NodeJS.Timeout | undefined;
  #pending = 0;
  #lastSignMs = performance.now();

  constructor(socket: ProtocolSocket, facts: ConnectionFacts, services: SocketServices) {
    const { settings } = services;
    this.#socket = socket;
    this.#facts = facts;
    this.#services = services;
    this.#who = facts.who;
    this.#rate = new MessageRate(settings.messagesPerSecond, performance.now());
    this.#inbox = new Inbox(socket, (received) => this.#take(received));
    this.#outlet = new Outlet(socket, settings.maxBufferedBytes, {
      clogged: () => this.#inbox.hold('clogged'),
      taken: () => this.#taken(),
      sent: services.onSent,
    });
    const onFault = (error: unknown): void => this.#noteFault(error);
    this.#jobs = new FollowedJobs(this.#outlet, settings, services.frames, onFault);
  }

  /** Of result frames, in our memory. */
  get bufferedBytes(): number {
    return this.#jobs.bufferedBytes;
  }

  /** What its client has asked for and not been given to the end. */
  get openAsks(): number {
    return this.#jobs.asks + this.#pending;
  }

  /** Whether it waits to be told who its user is. */
  get isAnonymous(): boolean {
    return this.#patience !== undefined;
  }

  open(): void {
    this.#socket
      .on('message', (data, isBinary) => this.#receive({ data, isBinary }))
      .on('pong', () => this.#signOfLife())
      .on('close', (code) => this.#end(code));
    const { runtimeVersion, settings } = this.#services;
    this.#send({ type: 'connected', runtimeVersion, authenticate: this.#who === null });
    if (this.#who !== null) return this.#streamOwnJob();
    this.#patience = setTimeout(() => {
      const waited = `${settings.authenticationTimeoutMs} ms`;
      this.#refuseUser(`No message \`authenticate\` came within ${waited}.`);
    }, settings.authenticationTimeoutMs);
  }

  /** Pings; drops a peer that shows no sign of life. A socket that we do not read cannot answer. */
  checkPeer(nowMs: number): void {
    if (this.#inbox.isHeldBy('pending') || this.#inbox.isHeldBy('authenticating')) {
      this.#signOfLife();
    }
    if (nowMs - this.#lastSignMs > this.#services.settings.idleTimeoutMs) this.#socket.terminate();
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  tellDraining(graceMs: number): void {
    this.#send({ type: 'draining', graceMs });
  }

  /** Bytes that have come in before the user was named. */
  checkAnonymousBytes(bytes: number): void {
    const { maxAnonymousBytes } = this.#services.settings;
    if (bytes <= maxAnonymousBytes) return;
    this.#refuseUser(`More than ${maxAnonymousBytes} bytes came before \`authenticate\`.`);
    // What else it sends is not taken, not even its goodbye.
    this.#socket.pause();
    setTimeout(() => this.#socket.terminate(), partingMs).unref();
  }

  #receive(received: Received): void {
    this.#signOfLife();
    if (this.#socket.readyState === this.#socket.OPEN) this.#inbox.push(received);
  }

  #take({ data, isBinary }: Received): void {
    const waitMs = this.#rate.count(performance.now());
    if (waitMs > 0) {
      this.#inbox.hold('rate');
      setTimeout(() => this.#inbox.release('rate'), waitMs).unref();
    }
    if (isBinary) {
      return this.#refuse(undefined, malformed('Binary frames go from server to client only.'));
    }
    const read = readClientMessage((data as Buffer).toString());
    if ('error' in read) return this.#refuse(read.requestId, read.error);
    const { message } = read;
    if (message.type === 'authenticate') return this.#authenticate(message.token);
    if (this.#who === null) {
      const found = `Message \`${message.type}\` came before \`authenticate\`.`;
      return this.#refuse(requestIdOf(message), outOfOrder(found));
    }
    // What was asked before is given to the end.
    if (isAsking(message) && Date.now() > (this.#who.expiresAtMs ?? Infinity)) {
      const error = new LiveCalcError('UNAUTHENTICATED', 'The token of this socket has expired.');
      return this.#refuseAndClose(error, closeCode.expired);
    }
    try {
      this.#handle(message, this.#who);
    } catch (error) {
      this.#refuse(requestIdOf(message), error);
    }
  }

  #handle(message: Exclude<ClientMessage, { type: 'authenticate' }>, who: Principal): void {
    switch (message.type) {
      case 'execute':
        this.#jobs.checkRoom(this.#pending);
        return void this.#answer(message.requestId, () => this.#execute(message, who));
      case 'attach':
      case 'resume':
        this.#jobs.checkRoom(this.#pending);
        return void this.#answer(message.requestId, () => this.#attach(message, who));
      case 'acknowledge':
        return this.#jobs.acknowledge(message.stream, message.sequence);
      case 'drop':
        return this.#jobs.drop(message.stream);
      case 'cancel':
        return void this.#answer(message.requestId, () => this.#cancel(message, who));
      case 'debug:pause':
      case 'debug:resume':
      case 'debug:step':
      case 'debug:inspect':
        return void this.#debug(message, who);
    }
  }

  async #execute(message: AskMessage & { type: 'execute' }, who: Principal): Promise<void> {
    const { requestId, submission, idempotencyKey, paused } = message;
    const gone = idempotencyKey === undefined ? this.#closed : this.#closedByClient;
    const { from, traceparent } = this.#facts;
    const options = { idempotencyKey, isPaused: paused, signal: gone.signal, from, traceparent };
    const job = await this.#services.jobs.submit(submission, who, options);
    if (this.#closed.signal.aborted) return;
    this.#send({ type: 'accepted', requestId, jobId: job.id, status: job.status().status });
    this.#jobs.follow(message, job);
  }

  async #attach(message: AskMessage & { jobId: string }, who: Principal): Promise<void> {
    const job = await this.#services.jobs.read(message.jobId, who, this.#facts.from);
    if (!this.#closed.signal.aborted) this.#jobs.follow(message, job);
  }

  async #cancel(
    { requestId, jobId }: { requestId?: string | undefined; jobId: string },
    who: Principal,
  ): Promise<void> {
    const job = await this.#services.jobs.cancel(jobId, who, this.#facts.from);
    this.#send({ type: 'cancel', requestId, jobId, status: job.status().status });
  }

  /** Is not counted among what waits: a run may stand long, and is then to be told to go on. */
  async #debug(message: DebugMessage, who: Principal): Promise<void> {
    const { requestId, jobId } = message;
    try {
      const { from } = this.#facts;
      const answer = await this.#services.jobs.debug(jobId, debugCommand(message), who, from);
      this.#send(debugReply(answer, requestId, jobId));
    } catch (error) {
      this.#refuse(requestId, error);
    }
  }

  /** Runs what takes a while; too many at once, and nothing more is read. */
  async #answer(requestId: string | undefined, work: () => Promise<void>): Promise<void> {
    this.#pending++;
    if (this.#pending >= this.#services.settings.maxPendingRequests) this.#inbox.hold('pending');
    try {
      await work();
    } catch (error) {
      this.#refuse(requestId, error);
    } finally {
      this.#pending--;
      this.#inbox.release('pending');
    }
  }

  #authenticate(token: string): void {
    if (this.#who !== null) {
      return this.#refuse(undefined, outOfOrder('The user of this socket is known already.'));
    }
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#inbox.hold('authenticating');
    this.#services.authenticator.authenticateToken(token).then(
      (who) => {
        this.#who = who;
        this.#streamOwnJob();
        this.#inbox.release('authenticating');
      },
      (error: unknown) => {
        const { retryable } = problemOf(error);
        this.#services.onRefused(error, this.#facts.from);
        this.#refuseAndClose(error, retryable ? closeCode.tryLater : closeCode.unauthenticated);
      },
    );
  }

  /** On a job's own address its tables come without being asked for. */
  #streamOwnJob(): void {
    const { jobId } = this.#facts;
    if (jobId === null || this.#who === null || this.#closed.signal.aborted) return;
    this.#pending++;
    this.#attach({ type: 'attach', jobId }, this.#who)
      .catch((error: unknown) => this.#refuseAndClose(error, closeCode.notFound))
      .finally(() => this.#pending--);
  }

  #refuse(requestId: string | undefined, error: unknown): void {
    this.#noteFault(error);
    this.#send({ type: 'error', requestId, error: problemOf(error) });
  }

  #refuseUser(reason: string): void {
    const error = new LiveCalcError('UNAUTHENTICATED', reason);
    this.#services.onRefused(error, this.#facts.from);
    this.#refuseAndClose(error, closeCode.unauthenticated);
  }

  #refuseAndClose(error: unknown, code: number): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#refuse(undefined, error);
    this.#inbox.close();
    this.#socket.close(code, problemOf(error).code);
  }

  #noteFault(error: unknown): void {
    if (problemOf(error).code === 'INTERNAL') this.#services.onFault(error);
  }

  #send(message: ServerMessage): void {
    this.#outlet.say(message);
  }

  #taken(): void {
    this.#signOfLife();
    if (!this.#outlet.isClogged) this.#inbox.release('clogged');
  }

  #signOfLife(): void {
    this.#lastSignMs = performance.now();
  }

  #end(code: number): void {
    const gone = new LiveCalcError('CANCELLED', 'The client has left.');
    this.#closed.abort(gone);
    // 1006: the connection broke; the client may come back for what it submitted.
    if (code !== 1006) this.#closedByClient.abort(gone);
    clearTimeout(this.#patience);
    this.#inbox.close();
    this.#jobs.close();
  }
}

function isAsking({ type }: ClientMessage): boolean {
  return type !== 'acknowledge' && type !== 'drop';
}

function outOfOrder(message: string): LiveCalcError {
  return new LiveCalcError('FRAME_OUT_OF_ORDER', message);
}

function requestIdOf(message: ClientMessage): string | undefined {
  return 'requestId' in message ? message.requestId : undefined;
}
