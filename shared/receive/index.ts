export {
  authenticationSchema,
  parseAuthentication,
  whyNotLetIn,
  type Authentication,
  type Refusal,
  type RequestHead,
  type WhoMaySend,
} from './authentication.ts';
export { isOnAllowList, parseIpAllowList, type IpAllowList } from './ip-allow-list.ts';
export { isSameSecret } from './secret.ts';
