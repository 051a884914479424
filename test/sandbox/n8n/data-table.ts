import type { N8nClient } from './client.ts';

/** A row as n8n has it, its `id` and times among its columns. */
export type DataTableRow = Record<string, unknown>;

/** What n8n adds to each row. */
const SYSTEM_COLUMNS: readonly string[] = ['id', 'createdAt', 'updatedAt'];

/** A data table of n8n's owner by its name, as the editor's page of data tables uses it. */
export function dataTableOf(n8n: N8nClient, name: string) {
  async function find(): Promise<{ id: string; projectId: string } | undefined> {
    const { data } = await n8n.call<{ data: { id: string; name: string; projectId: string }[] }>(
      'GET',
      '/data-tables-global',
    );
    return data.find((table) => table.name === name);
  }

  async function path(): Promise<string> {
    const found = await find();
    if (found === undefined) throw new Error(`n8n has no data table "${name}".`);
    return `/projects/${found.projectId}/data-tables/${found.id}`;
  }

  return {
    name,
    exists: async () => (await find()) !== undefined,
    /** At most 250, oldest first. */
    rows: async () => {
      const { data } = await n8n.call<{ data: DataTableRow[] }>(
        'GET',
        `${await path()}/rows?take=250&sortBy=id:asc`,
      );
      return data;
    },
    insert: async (row: DataTableRow) => {
      const columns = Object.entries(row).filter(([column]) => !SYSTEM_COLUMNS.includes(column));
      await n8n.call('POST', `${await path()}/insert`, {
        data: [Object.fromEntries(columns)],
        returnType: 'count',
      });
    },
    clear: async () => {
      const filter = { type: 'and', filters: [{ columnName: 'id', condition: 'gte', value: 0 }] };
      await n8n.call('DELETE', `${await path()}/rows?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    },
  };
}
