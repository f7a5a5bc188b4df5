import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../../../../src/cli/arguments/parse-arguments.ts';
import { fieldsOf, RESTORE_FIELDS } from '../../../../../../src/cli/commands/run/restore/restore-options.ts';
import type { OptionValues } from '../../../../../../src/cli/arguments/option.ts';

function fields(...words: string[]) {
  const { options, given } = parseArguments({ options: RESTORE_FIELDS, positionals: {} }, words, {});
  return fieldsOf(options as OptionValues<typeof RESTORE_FIELDS>, given);
}

describe('the flags of a restore', () => {
  it('say nothing unless they are given, so that a policy keeps its word', () => {
    expect(fields()).toEqual({});
  });

  it('are the fields of a restore policy', () => {
    const words =
      '-n shop --exclude-resources secrets -l app=web --item deployments/shop/web --map shop=shop-copy,blog=blog-copy ' +
      '--existing-resource-policy update --empty-volumes Allow --allow-kinds * --allow-namespaces kube-system ' +
      '--preserve-node-ports --plan-with DryRun --no-include-cluster-resources ' +
      '--status-include-resources widgets.example.com';

    const said = fields(...words.split(' '));

    expect(said).toEqual({
      includedNamespaces: ['shop'],
      excludedResources: ['secrets'],
      includeClusterResources: false,
      labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
      items: ['deployments/shop/web'],
      namespaceMapping: { shop: 'shop-copy', blog: 'blog-copy' },
      existingResourcePolicy: 'update',
      emptyVolumes: 'Allow',
      allowKinds: ['*'],
      allowNamespaces: ['kube-system'],
      preserveNodePorts: true,
      restoreStatus: { includedResources: ['widgets.example.com'] },
      planWith: 'DryRun',
    });
  });

  it('restore the status of all types but those that are left out', () => {
    expect(fields('--status-exclude-resources', 'pods')).toEqual({ restoreStatus: { excludedResources: ['pods'] } });
  });

  it.each([
    [['--map', 'shop'], '--map: "shop" maps no namespace to another'],
    [['--map', 'shop=a=b'], '--map: "shop=a=b" maps no namespace to another'],
    [['--map', 'shop='], '--map: "shop=" maps no namespace to another'],
    [['--map', 'shop=a,shop=b'], '--map: shop is mapped twice'],
    [['--namespace', 'Shop'], 'Shop'],
  ])('are refused when they make no sense: %j', (words, told) => {
    expect(() => fields(...words)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(told) }),
    );
  });
});
