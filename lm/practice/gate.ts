/** Where requests wait while the server is held. */
export interface Gate {
  /** Resolves at once, or when the gate that holds this request is released. */
  pass(request: number): Promise<void>;
  /** Holds that request and all later ones; resolves when the first of them is here. */
  holdFrom(request: number): Promise<void>;
  release(): void;
}

interface Signal {
  readonly given: Promise<void>;
  give(): void;
}

function openSignal(): Signal {
  let resolve: (() => void) | undefined;
  const given = new Promise<void>((done) => (resolve = done));
  return { given, give: () => resolve?.() };
}

export function openGate(): Gate {
  let hold: { readonly from: number; readonly reached: Signal; readonly opened: Signal } | undefined;
  const release = () => {
    hold?.opened.give();
    hold = undefined;
  };
  return {
    async pass(request) {
      if (hold === undefined || request < hold.from) return;
      hold.reached.give();
      await hold.opened.given;
    },
    holdFrom(request) {
      release();
      hold = { from: request, reached: openSignal(), opened: openSignal() };
      return hold.reached.given;
    },
    release,
  };
}
