import { startApiServer } from '../support/api-server/api-server.ts';
import { goldenRestoreSuite } from '../support/golden-restores/suite.ts';
import { WorldApi } from '../support/whole-run/world.ts';

goldenRestoreSuite(
  async (before) => {
    const server = await startApiServer();
    const isDefinition = (key: string) => key.startsWith('customresourcedefinitions.');
    const keys = [...before.keys()].filter((key) => !key.startsWith('componentstatuses/'));
    const inOrder = [...keys.filter(isDefinition), ...keys.filter((key) => !isDefinition(key))];
    server.seed(inOrder.map((key) => before.get(key) ?? {}));
    const api = new WorldApi(server.url, server.caPem, server.token);
    return {
      api,
      kubeconfig: server.kubeconfig,
      async [Symbol.asyncDispose]() {
        await api.close();
        await server.close();
      },
    };
  },
  { isReal: false },
);
