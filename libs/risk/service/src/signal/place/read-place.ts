import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Instant } from '@fanxing/kernel';
import {
  assessShop,
  drawForecast,
  readSurroundings,
  type Position,
  type Surroundings,
} from '@fanxing/risk-places';
import { mustCover, openDataAccess } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { KnownEvents } from '../../decision/known-events.js';
import type { Read, SignalQuestion, SignalReader } from '../signal.js';
import { placeFigures, type PlaceEvidence } from './place-signals.js';
import { shopOf, shopPlaceOf } from './shop-of.js';
import { surroundingsIn, type Box } from './surroundings.store.js';

/** Works are felt from 300 metres at most (risk/places), and a district is a few cells of 350. */
const reachMetres = 1_000;
const metresPerDegree = 111_195;
/** More stands nowhere within a kilometre; what is over it is left out, by id. */
const surroundingsMax = 10_000;

/** Judges a borrower's shop where it stands: takings from its payments, the place from a location event, works as the bank gave them. */
@Injectable()
export class ReadPlace implements SignalReader<PlaceEvidence> {
  readonly figuresOf = placeFigures;
  readonly reasonsOf = ({ assessment }: PlaceEvidence) => assessment.reasons;
  readonly picturesOf = ({ assessment, takings, currency }: PlaceEvidence) => [
    { subject: 'forecast', svg: drawForecast(assessment, { takings, currency }) },
  ];

  constructor(
    private readonly database: ServiceDatabase,
    private readonly knownEvents: KnownEvents,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with CONSENT_REQUIRED without PAYMENTS, or without a consent to LOCATION_ANALYSIS. */
  async read(context: TenantContext, question: SignalQuestion): Promise<Read<PlaceEvidence>> {
    const { borrowerId, asOf, knownUntil, access, events } = question;
    mustCover(access, ['PAYMENTS']);
    const tenant = this.transport.client(tenantContract);
    const toPlaces = await openDataAccess(
      (asked) => tenant.checkConsent(context, asked),
      this.clock,
      borrowerId,
      'LOCATION_ANALYSIS',
    );
    mustCover(toPlaces, ['LOCATION']);
    const opened = [toPlaces];
    const place = shopPlaceOf(await this.knownEvents.of(context, toPlaces, asOf, knownUntil));
    const shop = place && shopOf(place, events, asOf);
    if (!shop) return { evidence: null, opened };
    const surroundings = await this.around(context, shop.position, knownUntil);
    const assessment = assessShop(shop, surroundings);
    const without =
      assessment.works.length === 0 ? assessment : assessShop(shop, { ...surroundings, works: [] });
    const { currency, takings } = shop;
    return {
      evidence: { currency, takings, assessment, limitWithoutWorksMinor: without.limitMinor },
      opened,
    };
  }

  private async around(
    context: TenantContext,
    position: Position,
    knownUntil: Instant | null,
  ): Promise<Surroundings> {
    const known = await this.database.transaction(context, (transaction) =>
      surroundingsIn(transaction, boxAround(position, reachMetres), knownUntil, surroundingsMax),
    );
    const contents = (kind: string) =>
      known.filter((each) => each.kind === kind).map(({ content }) => content);
    return readSurroundings({ places: contents('place'), works: contents('work') });
  }
}

/** Towards the poles degrees of longitude are short; there is no shop where they end. */
export function boxAround({ latitude, longitude }: Position, metres: number): Box {
  const up = metres / metresPerDegree;
  const across = up / Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  return {
    south: latitude - up,
    north: latitude + up,
    west: longitude - across,
    east: longitude + across,
  };
}
