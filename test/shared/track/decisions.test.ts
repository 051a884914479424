import { isKnown, isOpen } from '../../../shared/track/index.ts';
import { fails, HOUR_MS, MINUTE_MS, passes, report, START, tracking } from './history.ts';

describe('an alarm', () => {
  it('opens with the first Alarm, is held while it goes on, and is resolved by the OK', () => {
    const { told } = tracking();
    expect(told(fails('oslo', 0), fails('oslo', 1), passes('oslo', 2), passes('oslo', 3))).toEqual([
      'open: nothing was open',
      'hold: already open',
      'resolve: nobody sees it any more',
      'hold: nothing is open',
    ]);
  });

  it('opens again when it is seen again after its end', () => {
    const { told } = tracking();
    expect(told(fails('oslo', 0), passes('oslo', 1), fails('oslo', 2), passes('oslo', 3))).toEqual([
      'open: nothing was open',
      'resolve: nobody sees it any more',
      'open: nothing was open',
      'resolve: nobody sees it any more',
    ]);
  });

  it('is one for all who see it, and ends only when none does any more', () => {
    const { told } = tracking();
    expect(
      told(
        fails('oslo', 0, { reporterName: 'Oslo' }),
        fails('dublin', 0, { reporterName: 'Dublin' }),
        passes('tokyo', 0),
        passes('oslo', 1),
        passes('dublin', 1),
      ),
    ).toEqual([
      'open: nothing was open',
      'hold: already open',
      'hold: still seen from Dublin and Oslo',
      'hold: still seen from Dublin',
      'resolve: nobody sees it any more',
    ]);
  });

  it('is another for another alert', () => {
    const { told } = tracking();
    const other = { alert: { alert_id: 'apicontext:call-2' } };
    expect(
      told(fails('oslo', 0), fails('oslo', 0, other), passes('oslo', 1), passes('oslo', 1, other)),
    ).toEqual([
      'open: nothing was open',
      'open: nothing was open',
      'resolve: nobody sees it any more',
      'resolve: nobody sees it any more',
    ]);
  });
});

describe('raiseAt', () => {
  it('waits until so many reporters see it', () => {
    const { told } = tracking({ raiseAt: 3 });
    expect(
      told(
        fails('oslo', 0),
        fails('oslo', 1),
        fails('dublin', 1),
        passes('oslo', 2),
        fails('rome', 2),
        fails('bern', 2),
      ),
    ).toEqual([
      'hold: seen by 1 of the 3 needed',
      'hold: seen by 1 of the 3 needed',
      'hold: seen by 2 of the 3 needed',
      'hold: nothing is open',
      'hold: seen by 2 of the 3 needed',
      'open: nothing was open',
    ]);
  });

  it('does not close what fewer than so many still see', () => {
    const { told } = tracking({ raiseAt: 2 });
    expect(
      told(fails('oslo', 0), fails('dublin', 0), passes('oslo', 1), passes('dublin', 2)).slice(2),
    ).toEqual(['hold: still seen from dublin', 'resolve: nobody sees it any more']);
  });

  it('does not wait for others where only one speaks of the alert', () => {
    const { told } = tracking({ raiseAt: 5 });
    expect(told(fails('', 0))).toEqual(['open: nothing was open']);
  });
});

describe('after', () => {
  it('waits for so many Alarms in a row of one reporter', () => {
    const { told } = tracking({ after: 2 });
    expect(
      told(fails('oslo', 0), passes('oslo', 1), fails('oslo', 2), fails('dublin', 2), fails('oslo', 3)),
    ).toEqual([
      'hold: 1 of the 2 in a row needed',
      'hold: nothing is open',
      'hold: 1 of the 2 in a row needed',
      'hold: 1 of the 2 in a row needed',
      'open: nothing was open',
    ]);
  });

  it('takes the sender’s own count where it is higher', () => {
    const { told } = tracking({ after: 3 });
    expect(told(fails('oslo', 0, { streak: 2 }), fails('oslo', 1, { streak: 3 }))).toEqual([
      'hold: 2 of the 3 in a row needed',
      'open: nothing was open',
    ]);
    expect(tracking({ after: 3 }).told(fails('oslo', 0, { streak: 7 }))).toEqual(['open: nothing was open']);
  });

  it('counts on where the sender begins anew, as with another class', () => {
    const { told } = tracking({ after: 2 });
    expect(told(fails('oslo', 0, { streak: 1 }), fails('oslo', 1, { streak: 1 }))[1]).toBe(
      'open: nothing was open',
    );
  });

  it('holds what an open alarm hears from one who has not seen it often enough, but waits for its end', () => {
    const { told } = tracking({ after: 2 });
    expect(
      told(fails('oslo', 0, { streak: 2 }), fails('dublin', 1), passes('oslo', 1), passes('dublin', 2)),
    ).toEqual([
      'open: nothing was open',
      'hold: 1 of the 2 in a row needed',
      'hold: still seen from dublin',
      'resolve: nobody sees it any more',
    ]);
  });

  it('does not hold back what is said only once', () => {
    const { told } = tracking({ after: 3 });
    expect(told(report({ kind: 'turn', at: START }))).toEqual(['open: nothing was open']);
  });
});

describe('closeAfter', () => {
  it('waits for so many OKs in a row of each who saw it', () => {
    const { told } = tracking({ closeAfter: 2 });
    expect(
      told(
        fails('oslo', 0),
        fails('dublin', 0),
        passes('oslo', 1),
        passes('rome', 1),
        passes('oslo', 2),
        passes('dublin', 2),
        passes('dublin', 3),
      ),
    ).toEqual([
      'open: nothing was open',
      'hold: already open',
      'hold: 1 of the 2 good ones in a row needed',
      'hold: still seen from dublin and oslo',
      'hold: still seen from dublin',
      'hold: 1 of the 2 good ones in a row needed',
      'resolve: nobody sees it any more',
    ]);
  });

  it('begins anew when the reporter fails meanwhile', () => {
    const { told } = tracking({ closeAfter: 2 });
    expect(
      told(fails('oslo', 0), passes('oslo', 1), fails('oslo', 2), passes('oslo', 3), passes('oslo', 4)).slice(
        1,
      ),
    ).toEqual([
      'hold: 1 of the 2 good ones in a row needed',
      'hold: already open',
      'hold: 1 of the 2 good ones in a row needed',
      'resolve: nobody sees it any more',
    ]);
  });

  it('does not hold back an OK that is said only once', () => {
    const { told } = tracking({ closeAfter: 3, closeAfterMs: HOUR_MS });
    expect(
      told(report({ kind: 'turn', at: START }), report({ kind: 'turn', status: 'OK', at: START + 1 }))[1],
    ).toBe('resolve: nobody sees it any more');
  });
});

describe('closeAfterMs', () => {
  it('closes with the first good report after it has been well for so long', () => {
    const { told } = tracking({ closeAfterMs: 10 * MINUTE_MS });
    expect(
      told(
        fails('oslo', 0),
        passes('oslo', 1),
        passes('oslo', 5),
        fails('oslo', 6),
        passes('oslo', 7),
        passes('dublin', 16),
        passes('oslo', 17.5),
      ),
    ).toEqual([
      'open: nothing was open',
      'hold: well for 0 s of the 10 min needed',
      'hold: well for 4 min of the 10 min needed',
      'hold: already open',
      'hold: well for 0 s of the 10 min needed',
      'hold: well for 9 min of the 10 min needed',
      'resolve: nobody sees it any more',
    ]);
  });

  it('counts from when the last of them was well', () => {
    const { told } = tracking({ closeAfterMs: 10 * MINUTE_MS });
    expect(
      told(
        fails('oslo', 0),
        fails('rome', 0),
        passes('oslo', 1),
        passes('rome', 8),
        passes('oslo', 12),
        passes('oslo', 18),
      ).slice(-2),
    ).toEqual(['hold: well for 4 min of the 10 min needed', 'resolve: nobody sees it any more']);
  });
});

describe('an OK that comes late', () => {
  it('closes what only its reporter still saw, though another was well after it', () => {
    const { told, hear } = tracking();
    told(fails('oslo', 0), fails('rome', 0), passes('oslo', 10));
    expect(hear(passes('rome', 8), 11).decision).toBe('resolve');
  });
});

describe('repeatEveryMs', () => {
  it('says an open alarm again every 15 minutes, with whichever Alarm comes then', () => {
    const { told } = tracking();
    expect(
      told(fails('oslo', 0), fails('oslo', 14), fails('dublin', 15), fails('oslo', 16), fails('oslo', 30)),
    ).toEqual([
      'open: nothing was open',
      'hold: already open',
      'repeat: still open: sent again in case it was lost',
      'hold: already open',
      'repeat: still open: sent again in case it was lost',
    ]);
  });

  it('counts by the time when reports come, not when they happened', () => {
    const { hear } = tracking();
    hear(fails('oslo', 0), 0);
    expect(hear(fails('oslo', 1), 14).decision).toBe('hold');
    expect(hear(fails('oslo', 2), 16).decision).toBe('repeat');
  });

  it('says an OK again with good reports 15 minutes, 1 hour and 4 hours after, and no more', () => {
    const { hear } = tracking();
    hear(fails('oslo', 0));
    hear(passes('oslo', 10));
    const repeats = Array.from({ length: 600 }, (_, minute) => 11 + minute).filter(
      (minute) => hear(passes('oslo', minute)).decision === 'repeat',
    );
    expect(repeats).toEqual([25, 70, 250]);
  });

  it('makes up for missed OK repeats with one, and for none after five hours', () => {
    const late = tracking();
    late.told(fails('oslo', 0), passes('oslo', 0.5));
    expect(late.told(passes('oslo', 90), passes('oslo', 91))).toEqual([
      'repeat: closed: sent again in case it was lost',
      'hold: nothing is open',
    ]);
    const tooLate = tracking();
    tooLate.told(fails('oslo', 0), passes('oslo', 0.5));
    expect(tooLate.told(passes('oslo', 301))).toEqual(['hold: nothing is open']);
  });

  it('says an OK again also while too few see it once more', () => {
    const { told } = tracking({ raiseAt: 2 });
    told(fails('oslo', 0), fails('rome', 0), passes('oslo', 1), passes('rome', 1));
    expect(told(fails('rome', 10), passes('oslo', 17))[1]).toBe(
      'repeat: closed: sent again in case it was lost',
    );
  });

  it('never says an OK where nothing was open', () => {
    const { told, state } = tracking({ raiseAt: 2 });
    const blip = tracking({ raiseAt: 2 });
    expect(told(passes('oslo', 0), passes('oslo', 20))).toEqual([
      'hold: nothing is open',
      'hold: nothing is open',
    ]);
    expect(state.alarms.flat()).toEqual([]);
    expect(blip.told(fails('oslo', 0), passes('oslo', 1), passes('oslo', 20))).toEqual([
      'hold: seen by 1 of the 2 needed',
      'hold: nothing is open',
      'hold: nothing is open',
    ]);
  });

  it('says nothing again where it is 0', () => {
    const { told } = tracking({ repeatEveryMs: 0 });
    expect(told(fails('oslo', 0), fails('oslo', 600), passes('oslo', 601), passes('oslo', 700))).toEqual([
      'open: nothing was open',
      'hold: already open',
      'resolve: nobody sees it any more',
      'hold: nothing is open',
    ]);
  });
});

describe('an OK that is said only once', () => {
  const ok = (minute: number) => report({ kind: 'turn', status: 'OK', at: START + minute * MINUTE_MS });
  const alarm = (minute: number) => report({ kind: 'turn', at: START + minute * MINUTE_MS });

  it('is sent also where nothing is known to be open', () => {
    const { told } = tracking();
    expect(told(ok(0), ok(1), alarm(2), ok(3), ok(4))).toEqual([
      'resolve: nothing is known to be open, but this is said only once',
      'repeat: closed already, but this is said only once',
      'open: nothing was open',
      'resolve: nobody sees it any more',
      'repeat: closed already, but this is said only once',
    ]);
  });

  it('keeps an older Alarm that comes after it from opening what nobody would close', () => {
    const { hear } = tracking();
    hear(ok(1), 1);
    expect(hear(alarm(0), 2)).toMatchObject({ decision: 'hold', reason: 'late: something newer is known' });
  });

  it('does not close what another still sees, nor what is newer', () => {
    const { told, hear } = tracking();
    told({ ...alarm(0), reporter: 'a' }, { ...alarm(5), reporter: 'b' });
    expect(told({ ...ok(6), reporter: 'a' })).toEqual(['hold: still seen from b']);
    expect(hear({ ...ok(4), reporter: 'b' }, 7)).toMatchObject({
      decision: 'hold',
      reason: 'late: something newer is known',
    });
  });
});

describe('forgetAfterMs', () => {
  it('lets an alarm close that only a reporter still sees that has been silent for a day', () => {
    const sooner = tracking();
    sooner.told(fails('gone', 0), fails('oslo', 1));
    expect(sooner.told(passes('oslo', 23 * 60))).toEqual(['hold: still seen from gone']);
    const later = tracking();
    later.told(fails('gone', 0), fails('oslo', 1));
    expect(later.told(passes('oslo', 24 * 60))).toEqual(['resolve: nobody sees it any more']);
  });

  it('does not count a silent reporter to raise one either', () => {
    const { told } = tracking({ raiseAt: 2, forgetAfterMs: HOUR_MS });
    expect(told(fails('gone', 0), fails('oslo', 61))).toEqual([
      'hold: seen by 1 of the 2 needed',
      'hold: seen by 1 of the 2 needed',
    ]);
  });
});

describe('an update', () => {
  const priority = (alert_priority: 'Critical' | 'Medium') => ({ alert: { alert_priority } });

  it('tells that the priority rises, and not that it falls', () => {
    const { told } = tracking();
    expect(
      told(
        fails('oslo', 0, priority('Medium')),
        fails('oslo', 1, priority('Critical')),
        fails('oslo', 2, priority('Medium')),
        fails('oslo', 3, priority('Critical')),
      ),
    ).toEqual([
      'open: nothing was open',
      'update: the priority rises to Critical',
      'hold: already open',
      'hold: already open',
    ]);
  });

  it('tells it again after a repeat said less', () => {
    const { told } = tracking();
    told(fails('oslo', 0, priority('Critical')));
    expect(told(fails('oslo', 15, priority('Medium')), fails('oslo', 16, priority('Critical')))).toEqual([
      'repeat: still open: sent again in case it was lost',
      'update: the priority rises to Critical',
    ]);
  });

  it('does not tell it for one who has not seen it often enough', () => {
    const { told } = tracking({ after: 2 });
    told(fails('oslo', 0, { ...priority('Medium'), streak: 2 }));
    expect(told(fails('rome', 1, priority('Critical')), fails('rome', 2, priority('Critical')))).toEqual([
      'hold: 1 of the 2 in a row needed',
      'update: the priority rises to Critical',
    ]);
  });

  it('tells what a person must know once, each time that it is new in this alarm', () => {
    const { told } = tracking();
    const says = (gist: string, minute: number) => fails('', minute, { gist });
    expect(
      told(
        says('investigating', 0),
        says('identified', 1),
        says('investigating', 2),
        says('identified', 3),
        says('monitoring', 4),
        passes('', 5),
        says('identified', 6),
        says('investigating', 7),
      ),
    ).toEqual([
      'open: nothing was open',
      'update: there is something new to know',
      'hold: already open',
      'hold: already open',
      'update: there is something new to know',
      'resolve: nobody sees it any more',
      'open: nothing was open',
      'update: there is something new to know',
    ]);
  });
});

describe('old news', () => {
  it('changes nothing where the event came before, by its id', () => {
    const { told } = tracking({ after: 2 });
    const once = fails('oslo', 0, { eventId: '9f6c1b9e-7d0f-4c9b-a8f7-1d3e5a7c9b2d' });
    expect(told(once, once, fails('oslo', 1, { eventId: 'another' }))).toEqual([
      'hold: 1 of the 2 in a row needed',
      'hold: the same result again',
      'open: nothing was open',
    ]);
  });

  it('is known without an id by its time and what it says', () => {
    const { told } = tracking({ after: 2 });
    expect(told(fails('oslo', 0), fails('oslo', 0), passes('oslo', 0))).toEqual([
      'hold: 1 of the 2 in a row needed',
      'hold: the same result again',
      'hold: nothing is open',
    ]);
  });

  it('is not taken for old where it has neither an id nor a time', () => {
    const { told } = tracking({ after: 2 });
    const bare = report({ reporter: 'oslo' });
    expect(told(bare, bare)[1]).toBe('open: nothing was open');
  });

  it('changes nothing where it happened before what is known of its reporter, and counts for another', () => {
    const { hear } = tracking();
    hear(fails('oslo', 5), 5);
    hear(passes('oslo', 6), 6);
    expect(hear(fails('oslo', 4), 7).reason).toBe('late: something newer is known');
    expect(hear(fails('rome', 4), 7).decision).toBe('open');
    expect(hear(passes('oslo', 3), 8).reason).toBe('late: something newer is known');
  });

  it('goes out once more where the sender tries again since its first try failed', () => {
    const { told } = tracking({ duplicates: 'repeat' });
    const first = fails('oslo', 0, { eventId: 'first' });
    const end = passes('oslo', 3, { eventId: 'end' });
    expect(told(first, first, fails('oslo', 1, { eventId: 'second' }), first, end, end, first)).toEqual([
      'open: nothing was open',
      'repeat: the same event again, sent again since its first try may be lost',
      'hold: already open',
      'repeat: the same event again, sent again since its first try may be lost',
      'resolve: nobody sees it any more',
      'repeat: the same event again, sent again since its first try may be lost',
      'hold: late: something newer is known',
    ]);
  });
});

describe('a reporter’s clock', () => {
  it('does not block its reporter when it was far ahead once', () => {
    const { hear } = tracking();
    hear(fails('oslo', 60 * 24 * 365), 0);
    expect(hear(passes('oslo', 0.5), 0.5).reason).toBe('late: something newer is known');
    expect(hear(passes('oslo', 1.5), 1.5).decision).toBe('resolve');
  });

  it('does not block an alarm when a process’s clock was far ahead, and stored it', () => {
    const { hear } = tracking();
    const year = 60 * 24 * 365;
    hear(fails('oslo', year), year);
    expect(hear(fails('oslo', 2), 2).decision).toBe('hold');
    expect(hear(fails('oslo', 20), 20).decision).toBe('repeat');
    expect(hear(passes('oslo', 21), 21).decision).toBe('resolve');
  });

  it('may be behind by as much as it likes', () => {
    const { hear } = tracking();
    expect(hear(fails('oslo', -10_000), 0).decision).toBe('open');
    expect(hear(fails('oslo', -9_990), 10).decision).toBe('hold');
    expect(hear(passes('oslo', -9_980), 20).decision).toBe('resolve');
  });

  it('is ours where the event tells no time, or none that is one', () => {
    const { hear } = tracking();
    expect(hear(report({ reporter: 'oslo', at: NaN }), 0).decision).toBe('open');
    expect(hear(report({ reporter: 'oslo', status: 'OK' }), 1).decision).toBe('resolve');
  });
});

describe('isOpen and isKnown', () => {
  it('tell an alarm that is open from one that was, and that is seen by too few', () => {
    const tracker = tracking({ raiseAt: 2 });
    const id = 'apicontext:call-1';
    const known = () => [isOpen(tracker.state, id), isKnown(tracker.state, id)];
    expect(known()).toEqual([false, false]);
    tracker.hear(fails('oslo', 0));
    expect(known()).toEqual([false, true]);
    tracker.hear(fails('rome', 0));
    expect(known()).toEqual([true, true]);
    tracker.told(passes('oslo', 1), passes('rome', 1));
    expect(known()).toEqual([false, true]);
    expect(isOpen(undefined, id)).toBe(false);
  });
});
