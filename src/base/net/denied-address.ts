import { BlockList, isIPv4 } from 'node:net';

/** Addresses that no request of ours may go to, whatever a policy says: credentials of a node or a cloud lie behind them. */
const NEVER = blockList(
  ['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32'],
  ['::/128', 'fe80::/10', 'ff00::/8'],
  // Metadata of AWS, Google, Alibaba, Azure and Oracle outside the link-local range.
  ['fd00:ec2::254/128', 'fd20:ce::254/128', 'fd00:c1::a9fe:a9fe/128'],
  ['100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
);

/** What is not the internet: private, shared, loopback, test and reserved ranges (RFC 6890 and its successors). */
const PRIVATE_IPV4 = blockList(
  ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16'],
  ['192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '240.0.0.0/4'],
);

/**
 * The same of IPv6: all but 2000::/3, from which alone addresses of the internet are assigned, and what is special in there.
 * A list of its own, because a list takes an IPv4 address for its mapped one, which lies in `::/3`.
 */
const PRIVATE_IPV6 = blockList(
  ['::/3', '4000::/2', '8000::/1'],
  ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
);

/** IPv6 addresses that are IPv4 ones, wherever they are used: mapped, and translated by NAT64 with its well-known prefix. */
const IPV4_ALIASES = blockList(['::ffff:0:0/96', '64:ff9b::/96']);

/**
 * Why no request may go to an IP address, as the end of a sentence; undefined where one may. An IPv6 address that is an
 * IPv4 one is judged as that; one that may lead to an IPv4 one by a tunnel or a translator is judged as both.
 */
export function deniedAddress(
  address: string,
  { allowPrivate }: { readonly allowPrivate: boolean },
): string | undefined {
  const plain = address.replace(/%.*$/, '');
  const inner = isIPv4(plain) ? plain : (innerIPv4(plain) ?? plain);
  if (isIn(NEVER, plain) || isIn(NEVER, inner))
    return 'is link-local, multicast or of cloud metadata, which is never allowed';
  const judged = isIn(IPV4_ALIASES, plain) ? inner : plain;
  const ranges = isIPv4(judged) ? PRIVATE_IPV4 : PRIVATE_IPV6;
  if (!allowPrivate && isIn(ranges, judged)) return 'is private, which needs allowPrivate: true';
  return undefined;
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/**
 * The IPv4 address inside an IPv6 one: in the last 32 bits of `::/96` (but for `::` and `::1`), `::ffff:0:0/96`,
 * `::ffff:0:0:0/96` and NAT64's `64:ff9b::/96` and `64:ff9b:1::/48`; in those after the prefix of 6to4, `2002::/16`.
 */
function innerIPv4(address: string): string | undefined {
  const groups = expand(address);
  if (groups === undefined) return undefined;
  if (groups[0] === '2002') return dotted(groups[1], groups[2]);
  const prefix = groups.slice(0, 6).join(':');
  const isCompatible = prefix === '0:0:0:0:0:0' && groups[6] !== '0';
  const isTranslated = /^(0:0:0:0:0:ffff|0:0:0:0:ffff:0|64:ff9b:0:0:0:0|64:ff9b:1:.*)$/.test(prefix);
  return isCompatible || isTranslated ? dotted(groups[6], groups[7]) : undefined;
}

/** Two groups as an IPv4 address. */
function dotted(high = '0', low = '0'): string {
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((bits) => [bits >> 8, bits & 255])
    .join('.');
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
