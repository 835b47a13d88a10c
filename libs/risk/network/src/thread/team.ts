import { sharedInt32 } from '../graph/shared-arrays.js';

const cursorAt = 0;
const arrivedAt = 1;
const meetingAt = 2;
const controlLength = 3;

/** What one of several threads needs in order to share work with the others. */
export class Team {
  constructor(
    readonly member: number,
    readonly members: number,
    private readonly control: Int32Array,
  ) {}

  static control(): Int32Array {
    return sharedInt32(controlLength);
  }

  static alone(): Team {
    return new Team(0, 1, Team.control());
  }

  /** The next piece of work that nobody has taken, counted from 0 since the last meeting. */
  take(): number {
    return Atomics.add(this.control, cursorAt, 1);
  }

  /** Waits until every member is here. Then pieces are counted from 0 again, and everybody sees what the others wrote. */
  meet(): void {
    const { control } = this;
    const meeting = Atomics.load(control, meetingAt);
    if (Atomics.add(control, arrivedAt, 1) === this.members - 1) {
      Atomics.store(control, arrivedAt, 0);
      Atomics.store(control, cursorAt, 0);
      Atomics.add(control, meetingAt, 1);
      Atomics.notify(control, meetingAt);
      return;
    }
    while (Atomics.load(control, meetingAt) === meeting) Atomics.wait(control, meetingAt, meeting);
  }
}
