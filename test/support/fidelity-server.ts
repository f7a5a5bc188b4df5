import { Agent, request } from 'undici';
import { parse } from 'yaml';
import type { ClusterRig } from './cluster-rig.ts';
import { itemsOfList, type WireItem } from './fidelity.ts';

/** The API server of a rig, asked as administrator: texts in, texts out, so that no byte is read as anything else. */
export class ServerTexts implements AsyncDisposable {
  readonly #origin: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: Agent;

  constructor(rig: ClusterRig) {
    const { users } = parse(rig.kubeconfig) as { users: readonly { readonly user: { readonly token: string } }[] };
    this.#origin = rig.url;
    this.#headers = { authorization: `Bearer ${users[0]?.user.token}` };
    this.#agent = new Agent({ connect: { ca: rig.caPem } });
  }

  /** Sends a text; a refusal is an answer too. */
  async post(path: string, body: string): Promise<{ readonly status: number; readonly text: string }> {
    return this.#ask('POST', path, body);
  }

  /** Sends a JSON merge patch. */
  async patch(path: string, body: string): Promise<{ readonly status: number; readonly text: string }> {
    return this.#ask('PATCH', path, body, 'application/merge-patch+json');
  }

  /** The objects of a list as they are on the wire. */
  async list(path: string): Promise<readonly WireItem[]> {
    const { status, text } = await this.#ask('GET', path, null);
    const items = status === 200 ? itemsOfList(path, text) : undefined;
    if (items === undefined) throw new Error(`GET ${path}: ${status} ${text.slice(0, 300)}`);
    return items;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#agent.destroy();
  }

  async #ask(method: 'GET' | 'POST' | 'PATCH', path: string, body: string | null, type = 'application/json') {
    const headers = { ...this.#headers, 'content-type': type };
    const options = { method, headers, body, dispatcher: this.#agent };
    const answer = await request(this.#origin + path, options);
    return { status: answer.statusCode, text: await answer.body.text() };
  }
}
