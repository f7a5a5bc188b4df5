import { describe, expect, it } from 'vitest';
import { deniedAddress } from '../../../../src/base/net/denied-address.ts';

describe('an address that a request may go to', () => {
  it.each(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:93.184.215.14', '64:ff9b::5db8:d70e'])(
    'is one of the internet: %s',
    (address) => {
      expect(deniedAddress(address, { allowPrivate: false })).toBeUndefined();
    },
  );

  it.each([
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '100.64.0.1',
    '::1',
    'fd12::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '::ffff:0:10.0.0.1',
    '64:ff9b:1::a00:1',
    '4000::1',
    '5f00::1',
    'fec0::1',
    '3fff::1',
    '192.88.99.1',
    '0:0:0:0:0:0:7f00:1',
  ])('is private only where that is allowed: %s', (address) => {
    expect(deniedAddress(address, { allowPrivate: false })).toMatch(/^is private/);
    expect(deniedAddress(address, { allowPrivate: true })).toBeUndefined();
  });

  it.each([
    '169.254.169.254',
    '169.254.170.23',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::169.254.169.254',
    '::ffff:0:169.254.169.254',
    '64:ff9b:1::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:254',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fe80::1',
    'fe80::1%eth0',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'ff02::1',
  ])('is never link-local, multicast or cloud metadata: %s', (address) => {
    expect(deniedAddress(address, { allowPrivate: true })).toMatch(/never allowed/);
  });
});
