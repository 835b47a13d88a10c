const directoryEntry = 0x02014b50;

/** How large the parts of a zip file say that they are once unpacked; read before anything is unpacked. */
export function unpackedSize(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let total = 0;
  for (let place = 0; place + 46 <= file.length; place += 1) {
    if (file[place] !== 0x50 || view.getUint32(place, true) !== directoryEntry) continue;
    total += view.getUint32(place + 24, true);
  }
  return total;
}
