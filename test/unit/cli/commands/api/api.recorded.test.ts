import { describe, expect, it } from 'vitest';
import { recordCloudera, resourcesOf } from '../../../../../schemas/api/record.ts';
import { ASTRA } from '../../../../../src/cli/commands/api/astra.ts';
import { CLOUDERA } from '../../../../../src/cli/commands/api/cloudera.ts';
import { STORWARE } from '../../../../../src/cli/commands/api/storware.ts';
import { VELERO } from '../../../../../src/cli/commands/api/velero.ts';
import { apiSchema } from '../../../../support/api-schemas.ts';

const DEFINITION = `
apiVersion: v1
kind: List
items:
  - kind: CustomResourceDefinition
    spec:
      group: velero.io
      names: {kind: Backup, listKind: BackupList}
      versions:
        - name: v1
          schema:
            openAPIV3Schema:
              type: object
              properties:
                apiVersion: {type: string}
                kind: {type: string}
                metadata: {type: object}
                spec:
                  type: object
                  properties:
                    hooks: {type: array, nullable: true, items: {type: string}, x-kubernetes-list-type: atomic}
                    port: {anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}
  - kind: CustomResourceDefinition
    spec: {group: velero.io, names: {kind: Schedule, listKind: ScheduleList}, versions: []}
`;

const MODEL = `
paths:
  /api/v1/drscp/getLogs:
    post:
      operationId: getLogs
      parameters: [{in: body, schema: {$ref: '#/definitions/GetLogsRequest'}}]
      responses: {200: {schema: {$ref: '#/definitions/GetLogsResponse'}}, default: {schema: {$ref: '#/definitions/Error'}}}
definitions:
  GetLogsRequest: {type: object, required: [crn], properties: {crn: {type: string}}}
  GetLogsResponse: {type: object, properties: {logs: {type: string, x-skip-logging: true}}}
  Error: {type: object}
`;

describe('what is recorded', () => {
  it('of Velero are its definitions, with the words that its resources begin with', () => {
    const { Backup, ...others } = resourcesOf({ origin: 'here', text: DEFINITION });

    expect(Backup).toEqual({
      type: 'object',
      required: ['apiVersion', 'kind'],
      properties: {
        apiVersion: { const: 'velero.io/v1' },
        kind: { const: 'Backup' },
        metadata: { $ref: '#/definitions/ObjectMeta' },
        spec: {
          type: 'object',
          properties: {
            hooks: { type: ['array', 'null'], items: { type: 'string' } },
            port: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
          },
        },
      },
    });
    expect(Object.keys(others)).toEqual(['BackupList']);
  });

  it('of Cloudera are the requests and answers of its operations', () => {
    const { definitions, description } = recordCloudera({ origin: 'the model', text: MODEL });

    expect(definitions).toEqual({
      getLogsRequest: { $ref: '#/definitions/GetLogsRequest' },
      getLogsResponse: { $ref: '#/definitions/GetLogsResponse' },
      GetLogsRequest: { type: 'object', required: ['crn'], properties: { crn: { type: 'string' } } },
      GetLogsResponse: { type: 'object', properties: { logs: { type: 'string' } } },
      Error: { type: 'object' },
    });
    expect(description).toMatch(/^Recorded from the model \(SHA-256 [0-9a-f]{64}\)\.$/);
  });
});

/** Their answers are what a backup holds. */
const WITHOUT_JSON = new Set(['getCloudDownload']);

it.each([
  ['cloudera', CLOUDERA],
  ['velero', VELERO],
  ['astra', ASTRA],
  ['storware', STORWARE],
])('the answer of every operation has a schema: %s', (name, { operations }) => {
  const definitions = Object.keys(apiSchema(name)['definitions'] as object);

  const missing = Object.keys(operations).filter(
    (operation) => !WITHOUT_JSON.has(operation) && !definitions.includes(`${operation}Response`),
  );

  expect(missing).toEqual([]);
});
