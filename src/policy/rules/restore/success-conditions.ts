import { parseJsonPath } from '../../../domain/restore/conditions/json-path.ts';
import { conflict, type Finding, invalid, type Path } from '../../finding.ts';
import type { RestorePolicySpec } from '../../generated/documents.ts';
import { checkPositive } from '../durations.ts';
import { checkLabelSelector } from '../labels.ts';

type Written = NonNullable<RestorePolicySpec['successConditions']>[number];

/** What a schema cannot say of success conditions: that each asks one thing, and asks it whole. */
export function checkSuccessConditions({ successConditions = [] }: RestorePolicySpec): Finding[] {
  return successConditions.flatMap((condition, i) => {
    const path: Path = ['spec', 'successConditions', i];
    return [
      ...checkShape(condition, path),
      ...checkPositive(condition.timeout, [...path, 'timeout']),
      ...checkLabelSelector(condition.objects?.labelSelector, [...path, 'objects', 'labelSelector']),
      ...checkPath(condition.jsonPath, [...path, 'jsonPath']),
      ...checkAddress(condition.http, [...path, 'http']),
    ];
  });
}

function checkShape(condition: Written, path: Path): Finding[] {
  const asked = (['object', 'objects', 'http'] as const).filter((key) => condition[key] !== undefined);
  if (asked.length !== 1) return [invalid(path, 'asks nothing, or several things: give one of object, objects, http')];
  const tests = (['equals', 'notEquals', 'atLeast', 'atMost'] as const).filter((key) => condition[key] !== undefined);
  const { object, objects, atLeast, atMost } = condition;
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    return [conflict([...path, 'atMost'], 'is less than atLeast')];
  if (object !== undefined) return checkObject(condition, tests, path);
  const stray = (['condition', 'jsonPath'] as const).find((key) => condition[key] !== undefined);
  if (stray !== undefined) return [conflict([...path, stray], 'goes with object')];
  if (objects === undefined) return tests[0] === undefined ? [] : [conflict([...path, tests[0]], 'goes with object')];
  const value = tests.find((key) => key === 'equals' || key === 'notEquals');
  if (value !== undefined) return [conflict([...path, value], 'goes with jsonPath; objects are counted')];
  return tests.length === 0 ? [invalid(path, 'does not say how many objects: give atLeast or atMost')] : [];
}

function checkObject({ condition, jsonPath }: Written, tests: readonly string[], path: Path): Finding[] {
  if ((condition === undefined) === (jsonPath === undefined))
    return [invalid(path, 'asks nothing of its object, or two things: give one of condition, jsonPath')];
  const [test] = tests;
  return condition !== undefined && test !== undefined ? [conflict([...path, test], 'goes with jsonPath')] : [];
}

function checkPath(text: string | undefined, path: Path): Finding[] {
  if (text === undefined || parseJsonPath(text) !== undefined) return [];
  const message = "is no path that is read here: .field, ['field'], [0] and [*], without filters";
  return [invalid(path, message, '{.status.readyReplicas}')];
}

function checkAddress(http: Written['http'], path: Path): Finding[] {
  if (http === undefined) return [];
  const at: Path = [...path, 'url'];
  if (!URL.canParse(http.url)) return [invalid(at, 'is no address')];
  const { protocol, username, password } = new URL(http.url);
  if (username !== '' || password !== '') return [invalid(at, 'holds credentials; none are ever sent')];
  if (protocol === 'https:' || (protocol === 'http:' && http.allowHttp === true)) return [];
  return [
    invalid(at, protocol === 'http:' ? 'is not https, which needs allowHttp: true' : 'is neither https nor http'),
  ];
}
