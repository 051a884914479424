export default async function teardown(): Promise<void> {
  await globalThis.e2eN8n?.stop();
}
