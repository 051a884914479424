import { startJob, type StepRun } from '../runner/job.ts';
import { setStage } from './stage.ts';

const stage = setStage();
const KEY = 'k3y-4f9a%2Bq';
const URL_WITH_KEY = `https://acme.temperstack.com/api/integration/webhook/${KEY}`;

/** Whatever a step leaves behind that a person or a later step can see, as it is before the runner masks anything. */
function everythingOf({ log, outputs, summary, stderr, commands }: StepRun): string {
  const visible = commands.filter(({ name }) => name !== 'add-mask');
  return JSON.stringify([log, outputs, summary, stderr, visible]);
}

/** The lines that come before the last mask. */
function beforeLastMask({ stdout }: StepRun): string[] {
  const lines = stdout.split(/\r?\n/);
  return lines.slice(0, lines.findLastIndex((line) => line.startsWith('::add-mask::')) + 1);
}

describe('the secrets of a step', () => {
  it.each<[string, Record<string, string>, Record<string, string>, string[]]>([
    ['in its input', { 'integration-url': URL_WITH_KEY }, {}, [URL_WITH_KEY, KEY, 'k3y-4f9a+q']],
    ['in the variable', {}, { TEMPERSTACK_INTEGRATION_URL: URL_WITH_KEY }, [URL_WITH_KEY, KEY, 'k3y-4f9a+q']],
    ['as organization and key', { organization: 'acme', 'api-key': KEY }, {}, [KEY, 'k3y-4f9a+q']],
    ['with a mistake in the URL', { 'integration-url': `acme.temperstack.com/${KEY}` }, {}, [KEY]],
    [
      'with a wrong path and a query',
      { 'integration-url': `https://acme.temperstack.com/webhook/${KEY}?a=b` },
      {},
      [KEY],
    ],
  ])('are masked before anything else is printed, given %s', async (_how, given, env, masks) => {
    const step = await startJob({
      with: { ...given, 'dry-run': 'true', status: 'Alarm', 'github-token': 't0ken-9' },
      env,
    }).main();
    expect(step.masks).toEqual(expect.arrayContaining([...masks, 't0ken-9']));
    expect(beforeLastMask(step).every((line) => line.startsWith('::add-mask::'))).toBe(true);
  });

  it('are in no message, annotation, output or summary, though an alert, an answer and an error name them', async () => {
    const { integrationUrl, apiKey, faults } = stage.temperstack;
    faults.add({ status: 500, body: `{"echo":"${integrationUrl}"}` }, 99);
    const step = await stage
      .job({
        with: {
          status: 'Alarm',
          'give-up-after': '1',
          description: `curl ${integrationUrl} with ghs_sandboxToken0123`,
          'alert-id': apiKey,
          'alert-url': integrationUrl,
        },
        env: { RUNNER_DEBUG: '1', GITHUB_API_URL: `${stage.github.url}/${apiKey}` },
      })
      .main('failure');
    expect(step.outputs).toMatchObject({ reason: 'not-delivered', 'http-status': '500' });
    expect(everythingOf(step)).not.toContain(apiKey);
    expect(everythingOf(step)).not.toContain('ghs_sandboxToken0123');
    expect(step.outputs['response']).toBe(
      '{"echo":"http://127.0.0.1:PORT/api/integration/webhook/***"}'.replace(
        'PORT',
        String(stage.temperstack.port),
      ),
    );
  });

  it.each([
    ['is no URL', 'hunter2-secret'],
    ['has another host', `https://evil.example/api/integration/webhook/${KEY}`],
    ['is not encrypted', `http://acme.temperstack.com/api/integration/webhook/${KEY}`],
    ['has a password', `https://me:hunter2-secret@acme.temperstack.com/api/integration/webhook/${KEY}`],
    ['has something after the key', `https://acme.temperstack.com/api/integration/webhook/${KEY}/more`],
  ])('are not in the words that refuse an integration URL which %s', async (_how, url) => {
    const step = await startJob({ with: { 'integration-url': url, status: 'Alarm' } }).main();
    expect(step).toMatchObject({
      exitCode: 1,
      stderr: '',
      outputs: { sent: 'false', reason: 'invalid-input' },
    });
    expect(step.log.join('\n')).toContain('The Temperstack integration URL');
    expect(everythingOf(step)).not.toMatch(/k3y|hunter2/);
  });
});

describe('text that others have written', () => {
  const FORGED = [
    'Fix it',
    '::set-output name=sent::forged',
    '::error::forged',
    '##[set-env name=PATH]/forged',
    '::add-mask::forged',
    '::stop-commands::forged',
  ].join('\n');

  it('cannot give the runner a command, nor an output', async () => {
    stage.github.state.files = { '.github/workflows/ci.yml': FORGED };
    const delimiter = 'ghadelimiter_00000000-0000-0000-0000-000000000000';
    const step = await stage
      .job({
        with: { status: 'Alarm', 'alert-name': FORGED, description: `${FORGED}\n${delimiter}\nsent=forged` },
        event: { head_commit: { message: FORGED, author: { name: '::error::forged' } } },
      })
      .main('failure');
    expect(step.commands.map(({ name }) => name)).toEqual(step.masks.map(() => 'add-mask'));
    expect(step.masks).not.toContain('forged');
    expect(step.outputs).toMatchObject({ sent: 'true', status: 'Alarm' });
    expect(Object.keys(step.outputs)).toHaveLength(11);
  });

  it.each(['##[add-mask]forged', ' ::error::forged', '\r::error::forged', '\u2028::error::forged'])(
    'cannot give one by a branch named %j',
    async (branch) => {
      const step = await stage
        .job({
          env: { GITHUB_REF_NAME: branch, GITHUB_WORKFLOW: branch },
          with: { 'dry-run': 'true', 'github-token': '' },
        })
        .main('failure');
      expect(step.commands.filter(({ name }) => name !== 'add-mask')).toEqual([]);
      expect(step.outputs['status']).toBe('Alarm');
    },
  );

  it('cannot turn the direction of what is shown', async () => {
    const turned = 'invoice\u202efdp.exe \u2066x';
    const step = await stage
      .job({
        event: { head_commit: { message: turned, author: { name: turned } } },
        env: { GITHUB_REF_NAME: turned, GITHUB_WORKFLOW: turned, RUNNER_DEBUG: '1' },
        with: { 'github-token': '', 'alert-name': turned },
      })
      .main('failure');
    expect(step.outputs['sent']).toBe('true');
    expect(step.summary).toContain('invoicefdp.exe x');
    expect(everythingOf(step) + JSON.stringify(stage.temperstack.received())).not.toMatch(
      /[\u202a-\u202e\u2066-\u2069]/,
    );
  });

  it('is shown in the summary as text: no tag, no Markdown, no link that runs something', async () => {
    const step = await stage
      .job({
        with: {
          status: 'Alarm',
          'alert-name': '<img src=x onerror=alert(1)> & "co"',
          description: 'one\n\n# two\n<script>three</script>',
          'alert-url': 'javascript:alert(1)',
        },
      })
      .main();
    expect(step.summary).toContain('<td>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;</td>');
    expect(step.summary).toContain('<td>one<br><br># two<br>&lt;script&gt;three&lt;/script&gt;</td>');
    expect(step.summary).not.toContain('href="javascript:');
    expect(step.summary.trim()).not.toContain('\n\n');
  });

  it('is one field of the alert and nothing more', async () => {
    const title = '","status":"OK","x":"${{ secrets.KEY }} $(id) `id` {{status}}';
    const step = await stage
      .job({
        event: { head_commit: { message: title, author: { name: 'Jo' } } },
        with: { 'github-token': '' },
      })
      .main('failure');
    expect(stage.temperstack.received()).toMatchObject([{ status: 200, alert: { status: 'Alarm' } }]);
    expect(stage.temperstack.received()[0]?.alert?.description).toContain(`Commit: 0123456 ${title}, by Jo`);
    expect(step.outputs['status']).toBe('Alarm');
  });
});
