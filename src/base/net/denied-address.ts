import { BlockList, isIPv4 } from 'node:net';

/** Addresses that no request of ours may go to, whatever a policy says: credentials of a node or a cloud lie behind them. */
const NEVER = blockList(
  ['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32'],
  ['::/128', 'fe80::/10', 'ff00::/8'],
  // Metadata of AWS, Google, Alibaba, Azure and Oracle outside the link-local range.
  ['fd00:ec2::254/128', 'fd20:ce::254/128', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
);

/** What is not the internet: private, shared, loopback, test and reserved ranges (RFC 6890 and its successors). */
const PRIVATE = blockList(
  ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16'],
  ['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '240.0.0.0/4'],
  ['::1/128', 'fc00::/7', 'fec0::/10', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16', '64:ff9b:1::/48'],
);

/**
 * Why no request may go to an IP address, as the end of a sentence; undefined where one may. An IPv4 address inside an
 * IPv6 one (mapped, or translated by NAT64) is judged as what it is.
 */
export function deniedAddress(
  address: string,
  { allowPrivate }: { readonly allowPrivate: boolean },
): string | undefined {
  const plain = address.replace(/%.*$/, '');
  const inner = isIPv4(plain) ? plain : innerIPv4(plain);
  const family = inner === undefined ? 'ipv6' : 'ipv4';
  const judged = inner ?? plain;
  if (NEVER.check(judged, family)) return 'is link-local, multicast or of cloud metadata, which is never allowed';
  if (!allowPrivate && PRIVATE.check(judged, family)) return 'is private, which needs allowPrivate: true';
  return undefined;
}

/** The IPv4 address that an IPv6 one stands for: `::ffff:0:0/96`, `64:ff9b::/96`, or the old `::/96`. */
function innerIPv4(address: string): string | undefined {
  const groups = expand(address);
  if (groups === undefined) return undefined;
  const prefix = groups.slice(0, 6).join(':');
  const isMapped = prefix === '0:0:0:0:0:ffff' || prefix === '64:ff9b:0:0:0:0';
  const isCompatible = prefix === '0:0:0:0:0:0' && groups[6] !== '0';
  if (!isMapped && !isCompatible) return undefined;
  const [high, low] = [Number.parseInt(groups[6]!, 16), Number.parseInt(groups[7]!, 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Eight groups in hexadecimal without leading zeros; the URL class knows every spelling. */
function expand(address: string): string[] | undefined {
  if (!URL.canParse(`http://[${address}]`)) return undefined;
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
}

function blockList(...ranges: readonly (readonly string[])[]): BlockList {
  const list = new BlockList();
  for (const range of ranges.flat()) {
    const [network = '', bits = ''] = range.split('/');
    list.addSubnet(network, Number(bits), isIPv4(network) ? 'ipv4' : 'ipv6');
  }
  return list;
}
