import { createHmac } from 'node:crypto';
import type { NotifyEvent, Receiver } from '../../domain/notify/receiver.ts';
import { fillTemplate } from '../../domain/notify/template.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { renderHeadline, renderSummary } from '../../views/summary.ts';
import type { Outbound } from '../outbound/send.ts';
import { eventData, templateValues } from './event-data.ts';

/** What one notification is made of. */
export interface Told {
  readonly result: RunResult;
  readonly event: NotifyEvent;
  readonly at: Date;
}

/** The request that tells a receiver of an event, in its format. */
export function renderNotification({ format, template }: Receiver, url: URL, told: Told): Outbound {
  switch (format) {
    case 'CloudEvents':
      return post('application/cloudevents+json; charset=utf-8', JSON.stringify(cloudEvent(told)));
    case 'Slack':
      return post('application/json; charset=utf-8', JSON.stringify({ text: slackText(told) }));
    case 'Healthchecks':
      return { ...post('text/plain; charset=utf-8', renderSummary(told.result)), url: pingUrl(url, told) };
    case 'Template': {
      const { contentType, body } = template ?? { contentType: 'text/plain; charset=utf-8', body: '{{headline}}' };
      return post(contentType, fillTemplate(body, templateValues(told.result, told.event), contentType));
    }
  }
}

/** The headers of standardwebhooks.com: who has the key can tell that a request is ours, and not an old one. */
export function signatureHeaders(key: string, body: string, { result, event, at }: Told): Record<string, string> {
  const id = eventId(result, event);
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const secret = key.startsWith('whsec_') ? Buffer.from(key.slice('whsec_'.length), 'base64') : Buffer.from(key);
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

function post(contentType: string, body: string): Outbound {
  return { method: 'POST', headers: { 'content-type': contentType }, body };
}

/** The same event of the same try has one id, however often it is sent. */
function eventId({ runId, attempt }: RunResult, event: NotifyEvent): string {
  return `${runId}-${attempt}-${event}`;
}

/** CloudEvents 1.0, structured JSON: https://github.com/cloudevents/spec. */
function cloudEvent({ result, event, at }: Told) {
  const { cluster, policy } = result;
  const source = `/clusters/${encodeURIComponent(cluster?.uid ?? cluster?.name ?? 'unknown')}`;
  return {
    specversion: '1.0',
    id: eventId(result, event),
    source: policy === undefined ? source : `${source}/policies/${policy.name}`,
    type: `dev.lifeboat.${result.action}.${typeWord(result, event)}`,
    subject: result.backup?.name ?? result.restore?.name ?? result.runId,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    data: eventData(result, event),
  };
}

/** `started`, `interrupted`, else the phase: `completed`, `partiallyfailed`, … */
function typeWord({ phase }: RunResult, event: NotifyEvent): string {
  if (event === 'Start') return 'started';
  return event === 'Interrupted' ? 'interrupted' : phase.toLowerCase();
}

/** Slack takes `<…>` for links and mentions: names of a cluster must not call a channel together. */
function slackText({ result, event }: Told): string {
  const policy = result.policy === undefined ? 'without a policy' : `of policy ${result.policy.name}`;
  const cluster = result.cluster === undefined ? '' : ` on ${result.cluster.name}`;
  const state = event === 'Start' ? 'started' : event === 'Interrupted' ? 'Interrupted' : result.phase;
  const what = `${result.action} ${policy}${cluster}: ${state}`;
  const missed = result.objectives?.isMissed === true ? ['An objective of the policy is missed.'] : [];
  const lines = event === 'Start' ? [what] : [what, renderHeadline(result), ...missed];
  return lines.join('\n').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** https://healthchecks.io/docs/http_api/: the bare address is success, and silence is what raises the alarm. */
function pingUrl(url: URL, { result, event }: Told): URL {
  const ping = new URL(url);
  const end = result.exitCode === 0 ? '' : '/fail';
  const word = event === 'Start' ? '/start' : event === 'Interrupted' ? '/log' : end;
  ping.pathname = `${ping.pathname.replace(/\/$/, '')}${word}`;
  return ping;
}
