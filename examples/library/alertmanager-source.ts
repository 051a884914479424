/**
 * A source of your own: the groups of alerts that Prometheus Alertmanager posts to a webhook. Each group holds several alerts,
 * and each of them is one report. (Needs `npm install zod`.)
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
import { parseAlert, type FilterVerdict, type Report, type Source } from 'alertbridge';
import { alertIdOf, hasShape, parseFilter, parseInput, parseMapping } from 'alertbridge/host';
import * as z from 'zod/v4';

const eventSchema = z.looseObject({
  groupKey: z.string(),
  alerts: z.array(
    z.looseObject({
      status: z.enum(['firing', 'resolved']),
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
      startsAt: z.iso.datetime({ offset: true }),
      endsAt: z.iso.datetime({ offset: true }),
      generatorURL: z.string().optional(),
      fingerprint: z.string().min(1, 'must not be empty'),
    }),
  ),
});
export type Group = z.output<typeof eventSchema>;

/** Which groups may open an alarm; what is left out is not asked about. */
const filterSchema = z.strictObject({
  /** Values of the label `severity`. */
  severities: z.array(z.string()).optional(),
});
export type Filter = z.input<typeof filterSchema>;

const mappingSchema = z.strictObject({
  /** Values of the label `severity` that wake somebody up. */
  critical: z.array(z.string()).default(['critical', 'page']),
});
export type Mapping = z.input<typeof mappingSchema>;

const SHAPE = { title: 'an Alertmanager group', fields: ['groupKey', 'alerts'] };

export const alertmanager: Source<Group, Filter, Mapping> = {
  name: 'alertmanager',
  title: 'Alertmanager',
  shapes: [SHAPE],
  recognises: (input) => hasShape(input, SHAPE),
  parse: (input) => parseInput(eventSchema, input, SHAPE.title),
  matches({ alerts }, filter): FilterVerdict {
    const { severities = [] } = parseFilter(alertmanager, filter);
    const found = alerts.map(({ labels }) => labels['severity'] ?? '');
    if (severities.length === 0 || found.some((severity) => severities.includes(severity))) {
      return { matches: true, reason: null };
    }
    return { matches: false, reason: `severity is ${found.join(', ')}, not ${severities.join(' or ')}` };
  },
  toReports({ alerts }, mapping): readonly Report[] {
    const { critical = [] } = parseMapping(alertmanager, mapping);
    return alerts.map(
      ({ status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint }): Report => ({
        alert: parseAlert({
          // The name, the id and the resource are the same for an Alarm and the OK that closes it.
          alert_name: labels['alertname'] ?? 'Alert without a name',
          alert_id: alertIdOf('alertmanager', fingerprint),
          resource_name: labels['instance'],
          description: annotations['description'] ?? annotations['summary'],
          run_book_url: annotations['runbook_url'],
          alert_url: generatorURL,
          status: status === 'firing' ? 'Alarm' : 'OK',
          ...(status === 'firing' && {
            alert_priority: critical.includes(labels['severity'] ?? '') ? 'Critical' : 'Medium',
          }),
        }),
        // There is one Alertmanager, so nobody else speaks of this alert.
        reporter: '',
        at: Date.parse(status === 'firing' ? startsAt : endsAt),
        // Said once; its own repeats have the same time, and are held.
        kind: 'turn',
        eventId: `${fingerprint} ${status} ${startsAt}`,
      }),
    );
  },
  whyIgnored: ({ alerts }) => (alerts.length === 0 ? 'the group holds no alert' : undefined),
  filterSchema,
  mappingSchema,
  sample: (status: 'firing' | 'resolved' = 'firing'): Group => ({
    groupKey: '{}:{alertname="InstanceDown"}',
    alerts: [
      {
        status,
        labels: { alertname: 'InstanceDown', instance: 'shop-1:9100', severity: 'critical' },
        annotations: { summary: 'shop-1 has been down for five minutes' },
        startsAt: '2026-03-01T03:00:00Z',
        endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-03-01T03:20:00Z',
        generatorURL: 'https://prometheus.example.com/graph?g0.expr=up+%3D%3D+0',
        fingerprint: '1a30ba71cca2921f',
      },
    ],
  }),
};
