/** Where requests wait while the server is held. */
export interface Gate {
  /** Resolves at once, or when the gate that holds this request is released. */
  pass(request: number): Promise<void>;
  /** Holds that request and all later ones; resolves when the first of them is here. */
  holdFrom(request: number): Promise<void>;
  release(): void;
}

interface Hold {
  readonly from: number;
  readonly opened: Promise<void>;
  readonly open: () => void;
  readonly reached: Promise<void>;
  readonly reach: () => void;
}

function holdOf(from: number): Hold {
  let open = () => {};
  let reach = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return { from, opened, open: () => open(), reached, reach: () => reach() };
}

export function openGate(): Gate {
  let hold: Hold | undefined;
  const release = () => {
    hold?.open();
    hold = undefined;
  };
  return {
    async pass(request) {
      if (hold === undefined || request < hold.from) return;
      hold.reach();
      await hold.opened;
    },
    holdFrom(request) {
      release();
      hold = holdOf(request);
      return hold.reached;
    },
    release,
  };
}
