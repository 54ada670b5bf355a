import type { ConnectionOptions } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;
type Listener = NonNullable<Parameters<Call['start']>[1]>;

/** gRPC's code of a call that its own side gave up. */
const CANCELLED = 1;

/**
 * Makes the calls of a connection end with it. Left alone, a call under way outlives a closed channel, and when it
 * then fails it is tried again from a timer, where the closed channel throws and nobody can catch it.
 */
export function createEndingCalls(): { readonly interceptor: Interceptor; end(): void } {
  const underWay = new Set<Call>();
  let ended = false;
  return {
    interceptor: (options, nextCall) => {
      if (ended) return endedCall();
      const call = nextCall(options) as Call;
      const start = call.start.bind(call);
      call.start = (metadata, listener) => {
        underWay.add(call);
        start(
          metadata,
          told(listener ?? {}, () => underWay.delete(call)),
        );
      };
      return call;
    },
    end: () => {
      ended = true;
      for (const call of underWay) call.cancelWithStatus(CANCELLED, 'the connection was let go');
    },
  };
}

function told(listener: Listener, onEnd: () => void): Listener {
  return {
    onReceiveMetadata: (metadata) => listener.onReceiveMetadata?.(metadata),
    onReceiveMessage: (message) => listener.onReceiveMessage?.(message),
    onReceiveStatus: (status) => {
      onEnd();
      listener.onReceiveStatus?.(status);
    },
  };
}

/** A call that ends where it starts. The message before the status is what the retrying interceptor waits for. */
function endedCall(): Call {
  const call: Pick<Call, 'start' | 'sendMessage' | 'halfClose' | 'cancelWithStatus' | 'startRead'> = {
    start: (metadata, listener) => {
      listener?.onReceiveMessage?.(null);
      listener?.onReceiveStatus?.({ code: CANCELLED, details: 'the connection was let go', metadata });
    },
    sendMessage: () => {},
    halfClose: () => {},
    cancelWithStatus: () => {},
    startRead: () => {},
  };
  return call as Call;
}
