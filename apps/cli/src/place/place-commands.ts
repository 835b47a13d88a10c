import { Command } from 'commander';
import { given } from '../given-options.js';
import type { ForecastOptions } from './forecast-shop.js';

/** `fanxing place …`: a shop where it stands; no platform needs to run. */
export function placeCommands(): Command {
  return new Command('place')
    .description('what a shop will take in where it stands; needs no running platform')
    .addCommand(forecastCommand())
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing place forecast --shop shop.json --surroundings around.json --json',
    );
}

function forecastCommand(): Command {
  return new Command('forecast')
    .description('six months of takings with 80 % intervals, a risk grade, a limit and the reasons')
    .option('--shop <file>', 'the shop as JSON; - is standard input')
    .option('--surroundings <file>', 'what is and what is planned around it, as JSON (default: nothing)')
    .option('--draw <file>', 'also draw the forecast with the works marked, as SVG')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
The shop: {"position":{"latitude":31.2304,"longitude":121.4737},"trade":"noodles","currency":"CNY",
  "takings":[{"on":"2026-01-01","amount":"2310.00"}, …],"name"?,"holidays"?:[DATE],"workdays"?:[DATE]}
  Days without takings may be left out or be "0". China's public holidays are known for shops paid in CNY, in the years that
  were published.
The surroundings: {"places"?:[{"kind":"shop|metro-station|school|landmark|office|home|footfall","position","trade"?,"name"?,
  "peoplePerDay"?}],"works"?:[{"kind":"metro-works|road-works|street-closure|building-works|demolition|similar-shop-opening",
  "geometry":{"type":"Point|LineString|Polygon","coordinates"},"from":DATE,"until"?:DATE,"name"?}],
  "effects"?:[{"kind","lossAtDoor":0.35,"reachMetres":300}],"seasons"?:[{"trade","months":[12 factors, January first]}]}
  Coordinates are WGS 84 degrees; in geometry longitude comes first, as in GeoJSON.

Example:
  npx fanxing place forecast --shop shop.json --surroundings around.json --json`,
    )
    .action(async (options: Partial<ForecastOptions>) =>
      (await import('./forecast-shop.js')).forecastShop(given(options, 'shop') as ForecastOptions),
    );
}
