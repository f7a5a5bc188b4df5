import { startApiServer } from '../support/api-server/api-server.ts';
import { goldenBackupSuite } from '../support/golden-backups/suite.ts';

goldenBackupSuite(
  async (objects) => {
    const server = await startApiServer();
    const isDefinition = (key: string) => key.startsWith('customresourcedefinitions.');
    const keys = [...objects.keys()].filter((key) => !key.startsWith('componentstatuses/'));
    const inOrder = [...keys.filter(isDefinition), ...keys.filter((key) => !isDefinition(key))];
    server.seed(inOrder.map((key) => objects.get(key) ?? {}));
    return { kubeconfig: server.kubeconfig, [Symbol.asyncDispose]: async () => server.close() };
  },
  { isReal: false },
);
