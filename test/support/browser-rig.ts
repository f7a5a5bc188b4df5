import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** One page of a headless Chromium, steered over its DevTools protocol; `await using` ends it. */
export interface BrowserPage extends AsyncDisposable {
  readonly send: (method: string, params?: object) => Promise<Record<string, unknown>>;
  /** Addresses that the page asked for, and messages of its console and log. */
  readonly requests: string[];
  readonly complaints: string[];
  /** Opens an address and waits until it is loaded. */
  readonly open: (url: string) => Promise<void>;
  /** The value of an expression in the page. */
  readonly evaluate: (expression: string) => Promise<unknown>;
}

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** `CHROMIUM`, else the first Chromium in the path. */
export function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** A missing one fails with a hint: a skipped test looks green. */
function requireBrowser(): string {
  const found = findBrowser();
  if (found !== undefined) return found;
  throw new Error('There is no Chromium here: `apt-get install chromium-headless-shell`, or set CHROMIUM');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, never>>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export async function startBrowser(): Promise<BrowserPage> {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-browser-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-port=0'];
  const child = spawn(requireBrowser(), [...flags, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // a group of its own: its processes end together
  });
  const address = await new Promise<string>((resolve, reject) => {
    let told = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The browser ended with ${code}: ${told}`)));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      told += chunk;
      const url = /listening on (ws:\S+)/.exec(told)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const connection = new Connection(socket);
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
  connection.sessionId = String(sessionId);
  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await connection.send(`${domain}.enable`);
  const close = async () => {
    socket.close();
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    process.kill(-child.pid!, 'SIGKILL');
    child.stderr.destroy();
    await gone;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 }); // its helpers may still write
  };
  return pageOf(connection, close);
}

function pageOf(connection: Connection, close: () => Promise<void>): BrowserPage {
  const send: BrowserPage['send'] = async (method, params) => connection.send(method, params);
  return {
    send,
    requests: connection.requests,
    complaints: connection.complaints,
    open: async (url) => {
      const loaded = connection.next('Page.loadEventFired');
      await send('Page.navigate', { url });
      await loaded;
    },
    evaluate: async (expression) => {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value?: unknown }).value;
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Requests and answers of the protocol, matched by their ids. */
class Connection {
  sessionId: string | undefined;
  readonly requests: string[] = [];
  readonly complaints: string[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Map<string, () => void>();
  #lastId = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data)) as Message));
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const answer = new Promise<Message>((resolve) => {
      this.#waiting.set(id, resolve);
    });
    this.#socket.send(JSON.stringify({ id, method, params, ...(this.sessionId && { sessionId: this.sessionId }) }));
    const { result = {}, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  next(method: string): Promise<void> {
    return new Promise((resolve) => {
      this.#listeners.set(method, resolve);
    });
  }

  #hear(message: Message): void {
    if (message.id !== undefined) return this.#waiting.get(message.id)?.(message);
    const { method = '', params = {} } = message;
    if (method === 'Network.requestWillBeSent') this.requests.push(params['request']!['url']);
    if (method === 'Log.entryAdded') this.complaints.push(params['entry']!['text']);
    if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params));
    this.#listeners.get(method)?.();
  }
}

function once(socket: WebSocket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener(event, () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('The browser does not answer')), { once: true });
  });
}
