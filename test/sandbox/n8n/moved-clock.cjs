// Loaded into n8n before its own code: each SIGUSR2 moves the time of day on by CLOCK_STEP_MS. Timers go on as before.
const RealDate = Date;
const stepMs = Number(process.env.CLOCK_STEP_MS);
let aheadMs = 0;

process.on('SIGUSR2', () => {
  aheadMs += stepMs;
});

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + aheadMs);
    else super(...given);
  }

  static now() {
    return RealDate.now() + aheadMs;
  }
};
