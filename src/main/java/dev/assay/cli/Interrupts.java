package dev.assay.cli;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C as a request instead of an end: the first one is told to the program, a second one ends it
 * at once.
 *
 * <p>Java has no other way to hear of a signal than {@code sun.misc.Signal}, which every JDK
 * exports and no compiler lets pass without a warning, so it is found by name. Where it is missing,
 * or where the shell said that Ctrl-C is not for this process, everything stays as it was.
 */
final class Interrupts {
  private static final String SIGNAL = "INT";

  private final Runnable first;
  private final Runnable restore;
  private boolean heard;

  private Interrupts(Runnable first) {
    this.first = first;
    this.restore = handleBy(this::interrupted);
  }

  /**
   * Hears every Ctrl-C while some work is done.
   *
   * @param first what to do at the first one; runs on a thread of its own
   */
  static <T> T during(ProgressDisplay.Work<T> work, Runnable first) throws IOException {
    Interrupts heard = new Interrupts(first);
    try {
      return work.done();
    } finally {
      heard.restore.run();
    }
  }

  private synchronized void interrupted() {
    if (heard) {
      // the journal has all there is; whatever else an orderly end does would keep the user waiting
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
    heard = true;
    first.run();
  }

  private static Runnable handleBy(Runnable then) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invoked =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  then.run();
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "hears Ctrl-C";
              };
      Object handler =
          Proxy.newProxyInstance(
              Interrupts.class.getClassLoader(), new Class<?>[] {handlerType}, invoked);
      Object signal = signalType.getConstructor(String.class).newInstance(SIGNAL);
      Object before =
          signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
      return () -> restore(signalType, handlerType, signal, before);
    } catch (ReflectiveOperationException notHere) {
      return () -> {};
    }
  }

  private static void restore(
      Class<?> signalType, Class<?> handlerType, Object signal, Object before) {
    try {
      signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, before);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("A signal that was handled can be handled", impossible);
    }
  }
}
