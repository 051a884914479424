import { readFileSync } from 'node:fs';

import { sample as sampleApiContextResult } from 'alertbridge/apicontext';
import { sendApiContextResult } from '../sandbox/apicontext/send.ts';
import { postJson } from '../sandbox/post-json.ts';
import { nodeOf } from '../sandbox/n8n/client.ts';
import { activeTrigger, connectedN8n, outputOf, sharedN8n, type ActiveTrigger } from './n8n.ts';

const n8n = connectedN8n();
const TYPE = 'n8n-nodes-alertbridge.apiContextTrigger';
const CREDENTIAL = 'alertbridgeIncomingApi';
const HEADER_SECRET = 'header-secret-93b1';
const PASSWORD = 'pass:word-77c2';

async function trigger(
  parameters: object = {},
  credentials?: object,
  after = [] as ReturnType<typeof nodeOf>[],
) {
  return await activeTrigger(
    n8n,
    {
      type: TYPE,
      parameters: { ...parameters },
      ...(credentials !== undefined && { credentials: { ...credentials } }),
    },
    'apicontext',
    after,
  );
}

/** Waits for the execution of a result that is accepted, and counts: whatever was posted before has started none. */
async function expectNoOtherExecution({ id, hook }: ActiveTrigger): Promise<void> {
  const { status } = await sendApiContextResult(hook, 'FAIL');
  expect(status).toBe(200);
  await n8n.executions(id, 1);
  expect(await n8n.executionsOf(id)).toHaveLength(1);
}

describe('the APIContext Trigger', () => {
  it('accepts a result, answers with its id, and starts the workflow with all of its fields', async () => {
    const { id, hook } = await trigger();
    const result = sampleApiContextResult('WARNING', { result_id: 'r-1' });

    expect(await postJson(hook, JSON.stringify(result))).toEqual({
      status: 200,
      body: { accepted: true, result_id: 'r-1' },
    });
    const [execution] = await n8n.executions(id, 1);
    expect(execution?.status).toBe('success');
    expect(execution && outputOf(execution, 'Trigger')).toEqual([
      {
        alert: expect.objectContaining({ alert_id: 'apicontext:call-7f3a9c', status: 'Alarm' }),
        at: expect.any(Number),
        change: 'open',
        event: result,
      },
    ]);
  });

  it('gives out what a person reads first when Simplify is on', async () => {
    const { id, hook } = await trigger({ simplify: true });
    await sendApiContextResult(hook, 'FAIL');
    const [execution] = await n8n.executions(id, 1);
    const [item] = execution ? outputOf(execution, 'Trigger') : [];
    expect(item).toMatchObject({
      alert: { status: 'Alarm' },
      event: { call_id: 'call-7f3a9c', result_class: 'FAIL', http_code: 503 },
    });
    expect(item?.['event']).not.toHaveProperty('dns_records');
  });

  it('answers why a result is filtered out, and starts no execution for it', async () => {
    const active = await trigger({ filters: { classes: ['FAIL'], includeTags: ['production'] } });
    const passed = await sendApiContextResult(active.hook, 'PASS');
    expect(passed).toEqual({
      status: 200,
      body: { accepted: true, filtered: expect.stringContaining('PASS') },
    });
    const untagged = await sendApiContextResult(active.hook, 'FAIL', { call_meta: null, project_meta: null });
    expect(untagged.body).toEqual({ accepted: true, filtered: expect.stringMatching(/tag/i) });
    await expectNoOtherExecution(active);
  });

  it('refuses what is no result with 400 and the path of each wrong field, starts no execution and stays up', async () => {
    const active = await trigger();
    const errorsFor = async (body: string) => {
      const answer = await postJson(active.hook, body);
      expect(answer).toEqual({ status: 400, body: { accepted: false, errors: expect.any(Array) } });
      return (answer.body as { errors: readonly { path: string; message: string }[] }).errors;
    };
    const pathsFor = async (overrides: object) =>
      (await errorsFor(JSON.stringify({ ...sampleApiContextResult(), ...overrides }))).map(
        ({ path }) => path,
      );

    expect(await errorsFor('[]')).not.toHaveLength(0);
    expect(await errorsFor('{}')).toHaveLength(3);
    expect(await pathsFor({ call_id: undefined })).toEqual(['call_id']);
    expect(await pathsFor({ result_class: 'BROKEN' })).toEqual(['result_class']);
    expect(
      await pathsFor({ response_time: '231', call_meta: { tags: [1] }, timing_data: { dns: 'x' } }),
    ).toEqual(expect.arrayContaining(['response_time', 'call_meta.tags.0', 'timing_data.dns']));
    const nested = `{"call_id":"c","result_id":"r","result_class":"FAIL","context":${'['.repeat(2_500_000)}${']'.repeat(2_500_000)}}`;
    expect((await postJson(active.hook, nested)).status).toBeGreaterThanOrEqual(400);

    for (const body of ['not JSON', 'null', '"text"', '{"call_id": ']) {
      const { status } = await postJson(active.hook, body);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    await expectNoOtherExecution(active);
  });

  it('accepts what real accounts send: unlisted results, null blocks, the older shape, and odd text', async () => {
    const { id, hook } = await trigger({ emit: 'all' });
    const bare = { call_id: 'c', result_id: 'r', result_class: 'FAIL' };
    const bodies = [
      JSON.stringify(sampleApiContextResult('FAIL', { result: 'Skipped' })),
      JSON.stringify({ ...bare, call_meta: null, project_meta: null, timing_data: null, target_data: null }),
      JSON.stringify({
        ...bare,
        context: { _notification: { title: 'It failed', description: '<p>Why</p>' }, _result_streak: 3 },
      }),
      `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"call_id":"c","result_id":"r","result_class":"FAIL","http_reason":"a\\u0000b\\ud800"}`,
      JSON.stringify({ ...bare, http_reason: 'x'.repeat(60 * 1024) }),
    ];
    for (const body of bodies) {
      expect(await postJson(hook, body)).toMatchObject({ status: 200, body: { accepted: true } });
    }
    const executions = await n8n.executions(id, bodies.length);
    expect(executions.map(({ status }) => status)).toEqual(bodies.map(() => 'success'));
  });

  it('refuses with 413 what is longer than it may be, tells little of what is wrong, and stays up', async () => {
    const active = await trigger();
    const wrong = `{"call_id":"c","call_meta":{"tags":[${'0,'.repeat(2_000_000)}0]}}`;
    expect((await postJson(active.hook, wrong)).status).toBe(413);
    expect((await postJson(active.hook, `[${'{},'.repeat(400_000)}{}]`)).status).toBe(413);
    const raised = await trigger({ options: { maxBodyKb: 16_384 } });
    const { status, body } = await postJson(raised.hook, wrong);
    expect(status).toBe(400);
    expect(JSON.stringify(body).length).toBeLessThan(8_192);
    await expectNoOtherExecution(active);
  });

  it('lets in only who shows the header secret: 401 without it, 403 with another', async () => {
    const credential = await n8n.createCredential('Header', CREDENTIAL, {
      method: 'headerAuth',
      headerName: 'X-Alertbridge-Key',
      headerValue: HEADER_SECRET,
    });
    const active = await trigger({ authentication: 'credential' }, { [CREDENTIAL]: credential });
    const send = async (headers: Record<string, string>) =>
      (await sendApiContextResult(active.hook, 'FAIL', {}, headers)).status;

    expect(await send({})).toBe(401);
    expect(await send({ 'x-alertbridge-key': '' })).toBe(401);
    expect(await send({ 'x-alertbridge-key': `${HEADER_SECRET}!` })).toBe(403);
    expect(await n8n.executionsOf(active.id)).toHaveLength(0);
    expect(await send({ 'X-Alertbridge-Key': HEADER_SECRET })).toBe(200);
    const executions = await n8n.executions(active.id, 1);
    expect(await n8n.executionsOf(active.id)).toHaveLength(1);
    expect(executions[0]?.stored).not.toContain(HEADER_SECRET);
  });

  it('lets in only who shows the user and password: 401 with a challenge without them, 403 with others', async () => {
    const credential = await n8n.createCredential('Basic', CREDENTIAL, {
      method: 'basicAuth',
      user: 'apicontext',
      password: PASSWORD,
    });
    const { id, hook } = await trigger({ authentication: 'credential' }, { [CREDENTIAL]: credential });
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    const send = async (headers: Record<string, string>) =>
      (await sendApiContextResult(hook, 'FAIL', {}, headers)).status;

    const challenged = await fetch(hook, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(challenged.status).toBe(401);
    expect(challenged.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await send({ authorization: 'Bearer x' })).toBe(401);
    expect(await send(basic('apicontext:wrong'))).toBe(403);
    expect(await send(basic(`someone:${PASSWORD}`))).toBe(403);
    expect(await send(basic(`apicontext:${PASSWORD}`))).toBe(200);
    const executions = await n8n.executions(id, 1);
    expect(await n8n.executionsOf(id)).toHaveLength(1);
    expect(executions[0]?.stored).not.toContain(PASSWORD);
    expect(executions[0]?.stored).not.toContain(Buffer.from(`apicontext:${PASSWORD}`).toString('base64'));
  });

  it('refuses addresses that are not on its IP allow list', async () => {
    const kept = await trigger({ options: { ipAllowList: '203.0.113.7, 198.51.100.0/24' } });
    expect((await sendApiContextResult(kept.hook, 'FAIL')).status).toBe(403);
    expect(await n8n.executionsOf(kept.id)).toHaveLength(0);
    const open = await trigger({ options: { ipAllowList: '127.0.0.0/8, ::1' } });
    expect((await sendApiContextResult(open.hook, 'FAIL')).status).toBe(200);
  });

  it('cannot be activated with an IP allow list that cannot be read', async () => {
    await expect(trigger({ options: { ipAllowList: '203.0.113' } })).rejects.toThrow('203.0.113');
  });

  it('starts the workflow only for what changes, and says why it does not, unless it is to emit every event', async () => {
    const changes = await trigger();
    const post = async (hook: string, resultClass: 'FAIL' | 'PASS', number: number) =>
      (
        await sendApiContextResult(hook, resultClass, {
          result_id: `r-${number}`,
          start_time: new Date(Date.now() + number).toISOString(),
        })
      ).body;
    expect(await post(changes.hook, 'PASS', 1)).toEqual({ accepted: true, held: 'nothing is open' });
    expect(await post(changes.hook, 'FAIL', 2)).toEqual({ accepted: true, result_id: 'r-2' });
    expect(await post(changes.hook, 'FAIL', 3)).toEqual({ accepted: true, held: 'already open' });
    expect(await post(changes.hook, 'PASS', 4)).toEqual({ accepted: true, result_id: 'r-4' });
    const executions = await n8n.executions(changes.id, 2);
    expect(executions.map((execution) => outputOf(execution, 'Trigger')[0]?.['change'])).toEqual([
      'open',
      'resolve',
    ]);
    expect(await n8n.executionsOf(changes.id)).toHaveLength(2);
    const log = readFileSync(sharedN8n().logFile, 'utf8');
    expect(log).toContain('Trigger: apicontext:call-7f3a9c (Alarm) hold: already open');

    const all = await trigger({ emit: 'all' });
    await post(all.hook, 'FAIL', 5);
    await post(all.hook, 'FAIL', 6);
    const [, second] = await n8n.executions(all.id, 2);
    expect(second && outputOf(second, 'Trigger')).toMatchObject([{ change: 'hold', reason: 'already open' }]);
  });

  it('lets the result that closes an open alarm through, whatever the filter says', async () => {
    const { id, hook } = await trigger({ filters: { classes: ['FAIL'] } });
    await sendApiContextResult(hook, 'FAIL', { result_id: 'r-1' });
    expect(
      (await sendApiContextResult(hook, 'PASS', { result_id: 'r-2', start_time: new Date().toISOString() }))
        .body,
    ).toEqual({
      accepted: true,
      result_id: 'r-2',
    });
    const executions = await n8n.executions(id, 2);
    expect(executions.map((execution) => outputOf(execution, 'Trigger')[0]?.['change'])).toEqual([
      'open',
      'resolve',
    ]);
  });

  it('drops rows of a filter that were left blank, and cannot be published with a wrong setting', async () => {
    const { hook } = await trigger({ filters: { includeTags: [[], ''], classes: ['FAIL'] } });
    expect((await sendApiContextResult(hook, 'FAIL')).body).toMatchObject({
      accepted: true,
      result_id: expect.any(String),
    });
    await expect(trigger({ policy: { raiseAt: 0 } })).rejects.toThrow(/raiseAt/);
    await expect(trigger({ filters: { classes: ['BROKEN'] } })).rejects.toThrow(/Filters: classes/);
  });

  it('repeats what was sent where its sender tries again after a 500, if it is told when the workflow has finished', async () => {
    const stop = nodeOf(
      { type: 'n8n-nodes-base.stopAndError', parameters: { errorMessage: 'no' } },
      'Stop',
      1,
    );
    const { id, hook } = await trigger({ responseMode: 'lastNode' }, undefined, [stop]);
    expect((await sendApiContextResult(hook, 'FAIL')).status).toBe(500);
    expect((await sendApiContextResult(hook, 'FAIL')).status).toBe(500);
    const executions = await n8n.executions(id, 2);
    expect(executions.map((execution) => outputOf(execution, 'Trigger')[0]?.['change'])).toEqual([
      'open',
      'repeat',
    ]);
  });

  it('answers when the workflow has finished, if asked to: 200 where it succeeded, 500 where it failed', async () => {
    const stop = nodeOf(
      { type: 'n8n-nodes-base.stopAndError', parameters: { errorMessage: 'no' } },
      'Stop',
      1,
    );
    const good = await trigger({ responseMode: 'lastNode' });
    expect((await sendApiContextResult(good.hook, 'FAIL')).status).toBe(200);
    expect(await n8n.executionsOf(good.id)).toMatchObject([{ status: 'success' }]);
    const bad = await trigger({ responseMode: 'lastNode' }, undefined, [stop]);
    expect((await sendApiContextResult(bad.hook, 'FAIL')).status).toBe(500);
    expect((await n8n.executions(bad.id, 1)).map(({ status }) => status)).toEqual(['error']);
  });

  it('says whether a sender could meet what its credential asks for', async () => {
    expect(
      await n8n.testCredential(CREDENTIAL, {
        method: 'headerAuth',
        headerName: 'X-Key',
        headerValue: 'a-value',
      }),
    ).toMatchObject({ status: 'OK' });
    expect(
      await n8n.testCredential(CREDENTIAL, {
        method: 'headerAuth',
        headerName: 'X Key',
        headerValue: 'a-value',
      }),
    ).toMatchObject({ status: 'Error', message: expect.stringContaining('header name') });
  });
});
