// Loaded into n8n before its own code: should whoever started it be killed, n8n and the programs it started go as well.
process.on('disconnect', () => {
  try {
    process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
  } catch {
    process.exit(1);
  }
});
