/** PEM text that stands in a document, or in a file that may be replaced while we run. */
export type PemSource = { readonly pem: string } | { readonly file: string };

/** A program that hands out credentials: the `exec` of a kubeconfig user (client.authentication.k8s.io). */
export interface ExecPlugin {
  readonly apiVersion: string;
  /** A name to be found on the PATH, or an absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  /** Added to our own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly needsTerminal: boolean;
  readonly wantsClusterInfo: boolean;
}

/** An old in-tree plugin of a kubeconfig user: `oidc`. */
export interface AuthProvider {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Who we are to the API server. What is present is used together, as kubectl does. */
export interface ClusterUser {
  readonly clientCert?: PemSource;
  readonly clientKey?: PemSource;
  readonly token?: string;
  /** Read again while we run, because tokens rotate; wins over `token`. */
  readonly tokenFile?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly exec?: ExecPlugin;
  readonly authProvider?: AuthProvider;
  /** Whom to act as; the server checks the right to do so. */
  readonly impersonate?: { readonly user: string; readonly uid?: string; readonly groups: readonly string[] };
}

/** Where the API server is and how to reach it, as configured; the files it names are read when they are needed. */
export interface ClusterTarget {
  /** The URL, without a trailing slash, query, or credentials. */
  readonly server: string;
  /** The namespace of the context, or of the Pod's ServiceAccount. */
  readonly namespace: string;
  /** Undefined: the authorities that Node trusts. */
  readonly ca: PemSource | undefined;
  readonly insecureSkipTlsVerify: boolean;
  /** The name that the server's certificate must bear, where it is not the URL's host. */
  readonly tlsServerName: string | undefined;
  /** The kubeconfig's own proxy, which wins over the environment. */
  readonly proxyUrl: string | undefined;
  readonly user: ClusterUser;
}
