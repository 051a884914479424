import { isSameSecret } from '../../../shared/receive/secret.ts';

describe('isSameSecret', () => {
  it('tells equal from different texts, whatever their lengths', () => {
    expect(isSameSecret('s3cr3t', 's3cr3t')).toBe(true);
    expect(isSameSecret('s3cr3t', 's3cr3T')).toBe(false);
    expect(isSameSecret('', 's3cr3t')).toBe(false);
    expect(isSameSecret('s3cr3t, s3cr3t', 's3cr3t')).toBe(false);
    expect(isSameSecret('x'.repeat(1_000_000), 's3cr3t')).toBe(false);
  });
});
