/** One request: the id in its path, its query, its body, and where its resources are. */
export interface AdminRequest {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly base: string;
  /** In seconds since 1970. */
  readonly nowSeconds: number;
}

export interface AdminAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
}
