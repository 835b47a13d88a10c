/** The services and the gateway, however they run. */
export interface RunningServices {
  stop(): Promise<void>;
}
