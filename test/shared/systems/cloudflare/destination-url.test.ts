import { isSameDestinationUrl } from 'alertbridge/cloudflare';

describe('isSameDestinationUrl', () => {
  it.each([
    ['generic', 'https://example.com', 'https://EXAMPLE.com/'],
    ['slack', 'https://hooks.slack.com/services/T/B/s3cret', 'https://hooks.slack.com/services/T/B'],
    ['slack', 'https://hooks.slack.com/services/T/B/s3cret', 'https://hooks.slack.com/services/T/B/s3cret'],
    [
      'gchat',
      'https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=t',
      'https://chat.googleapis.com/v1/spaces/A/messages',
    ],
    [
      'gchat',
      'https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=t',
      'https://chat.googleapis.com/v1/spaces/A/messages?key=k',
    ],
    ['discord', 'https://discord.com/api/webhooks/1/s3cret', 'https://discord.com/api/webhooks/1/'],
    [
      'feishu',
      'https://open.feishu.cn/open-apis/bot/v2/hook/s3cret',
      'https://open.feishu.cn/open-apis/bot/v2/hook',
    ],
  ])('takes %s %s and %s for one', (type, given, found) => {
    expect(isSameDestinationUrl(given, found, type)).toBe(true);
  });

  it.each([
    ['generic', 'https://example.com/hook/1', 'https://example.com/hook'],
    ['generic', 'https://example.com/hook?a=1', 'https://example.com/hook'],
    ['generic', 'https://example.com/hook', 'not a URL'],
    ['slack', 'https://hooks.slack.com/services/T/B2/s3cret', 'https://hooks.slack.com/services/T/B1'],
    ['slack', 'https://hooks.slack.com/services/T/B/s3cret', 'https://hooks.slack.com/services'],
    ['slack', 'https://hooks.slack.com/services/T/B', 'https://hooks.slack.com/services/T/B/s3cret'],
    ['slack', 'https://example.com/services/T/B/s3cret', 'https://hooks.slack.com/services/T/B'],
    [
      'gchat',
      'https://chat.googleapis.com/v1/spaces/A/messages?key=k',
      'https://chat.googleapis.com/v1/spaces/A/messages?key=x',
    ],
    ['discord', 'https://discord.com/api/webhooks/12/s3cret', 'https://discord.com/api/webhooks/1'],
  ])('tells %s %s from %s', (type, given, found) => {
    expect(isSameDestinationUrl(given, found, type)).toBe(false);
  });
});
