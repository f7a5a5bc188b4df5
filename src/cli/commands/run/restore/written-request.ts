import { RunError } from '../../../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject } from '../../../../kube/cluster.ts';
import { nameFault } from '../../../../policy/names.ts';
import type { RestorePolicySpec } from '../../../../policy/generated/documents.ts';
import { LABEL } from '../../../../report/annotations.ts';
import { renderYaml } from '../../../../views/yaml-document.ts';
import { openCluster } from '../../../compose.ts';
import { REQUEST_KEY, REQUEST_KIND } from '../orders/request.ts';
import { restorePolicyOf } from '../orders/restore-document.ts';
import { type RestoreCall, sourceOf, type WhatToRestore } from './what-to-restore.ts';

/** Where the objects of a written request go, and what they are called. */
interface Target {
  readonly namespace: string;
  readonly template: string;
  readonly name: string;
}

/**
 * Prints the request ConfigMap of a restore and its Job, suspended, as YAML or as a List in JSON; changes nothing. The Job
 * is made from the template CronJob as the cluster has it; where that cannot be read, the command that makes it is told.
 */
export async function writeRequest(call: RestoreCall, what: WhatToRestore): Promise<void> {
  const { io, options, ctx } = call;
  const target = targetOf(call);
  const { timeout } = options;
  const spec: RestorePolicySpec = {
    ...what.spec,
    storageLocation: locationName(call, what),
    mode: 'Apply',
    ...(timeout !== undefined && { timeout: `${Math.ceil(timeout / 1000)}s` }),
  };
  restorePolicyOf(target.name, spec, ctx.clock.now());
  const request = renderRequest(target, spec);
  const job = renderJob(target, await readTemplate(call, target));
  if (options.output === 'json') {
    const items = job === undefined ? [request] : [request, job];
    io.stdout.write(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2)}\n`);
  } else if (options.output === 'name') {
    io.stdout.write(`configmap/${target.name}\n${job === undefined ? '' : `job.batch/${target.name}\n`}`);
  } else {
    io.stdout.write(
      [guide(target, job !== undefined), renderYaml(request), ...(job ? ['---\n', renderYaml(job)] : [])].join(''),
    );
  }
}

function targetOf(call: RestoreCall): Target {
  const { options, given, ctx } = call;
  const [namespace, template, ...more] = options.template.split('/');
  if (!namespace || !template || more.length > 0) {
    throw new RunError('usage', `${given.get('template')}: ${JSON.stringify(options.template)} names no CronJob`, {
      hint: 'Write <namespace>/<name>.',
    });
  }
  const time = ctx.clock
    .now()
    .toISOString()
    .replaceAll(/[-:T]|\..*/g, '');
  const name = options.name ?? sourceOf(call).stem ?? `restore-${time}`;
  const fault = nameFault(name);
  if (fault === undefined) return { namespace, template, name };
  throw new RunError('usage', `${given.get('name')}: ${JSON.stringify(name)} ${fault}`, {
    hint: 'Use lower-case letters, digits and dashes.',
  });
}

/** A request names a location of the cluster's own policies: with `--from`, only the call can say how it is called there. */
function locationName({ options, given }: RestoreCall, { location }: WhatToRestore): string {
  if (options.from === undefined) return location.name;
  if (options.location !== undefined) return options.location;
  throw new RunError('usage', `A request cannot say ${given.get('from')}: it names a StorageLocation of the cluster`, {
    hint: 'Say its name there with --location, beside --from.',
  });
}

function renderRequest({ namespace, name }: Target, spec: RestorePolicySpec): object {
  const policy = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'RestorePolicy', metadata: { name }, spec };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { [LABEL.kind]: REQUEST_KIND } },
    data: { [REQUEST_KEY]: renderYaml(policy) },
  };
}

async function readTemplate(call: RestoreCall, { namespace, template }: Target): Promise<KubeObject | undefined> {
  const { ctx, options, redactor } = call;
  let cluster: Cluster | undefined;
  try {
    cluster = await openCluster(ctx, options, redactor);
    const path = { group: 'batch', version: 'v1', resource: 'cronjobs', namespace };
    const found = await cluster.read(ctx, path, template);
    if (found === undefined) warnOfTemplate(ctx, `there is no CronJob ${namespace}/${template}`);
    return found;
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof RunError) && !(error instanceof ApiError)) throw error;
    warnOfTemplate(ctx, error.message);
    return undefined;
  } finally {
    await cluster?.close();
  }
}

function warnOfTemplate(ctx: RestoreCall['ctx'], reason: string): void {
  ctx.log.warn({ reason }, 'the template of restores cannot be read; only the request is written');
}

interface JobTemplate {
  readonly metadata?: { readonly labels?: object; readonly annotations?: object };
  readonly spec?: object;
}

/** As `kubectl create job --from` makes it, but suspended in any case, and without a term: in Git it would come back. */
function renderJob({ namespace, name }: Target, cronJob: KubeObject | undefined): object | undefined {
  const template = (cronJob?.['spec'] as { readonly jobTemplate?: JobTemplate } | undefined)?.jobTemplate;
  if (template === undefined) return undefined;
  const { labels, annotations } = template.metadata ?? {};
  const { ttlSecondsAfterFinished: _, ...spec } = (template.spec ?? {}) as Readonly<Record<string, unknown>>;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace,
      ...(labels && { labels }),
      annotations: { ...annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
    },
    spec: { ...spec, suspend: true },
  };
}

function guide({ namespace, template, name }: Target, hasJob: boolean): string {
  const create = `kubectl -n ${namespace} create job ${name} --from=cronjob/${template}`;
  const lines = [
    hasJob ? 'Apply this, then start the Job, which is suspended:' : 'Apply this, then make the Job and start it:',
    ...(hasJob ? [] : [`  ${create}`]),
    `  kubectl -n ${namespace} patch job ${name} --type=merge --patch='{"spec":{"suspend":false}}'`,
    ...(hasJob ? [`The Job is what this makes: ${create}`] : []),
    'With mode: Plan in the place of Apply it says what it would do, and does nothing.',
  ];
  return lines.map((line) => `# ${line}\n`).join('');
}
