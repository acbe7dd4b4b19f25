package dev.assay.gateway;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.apache.hc.core5.reactor.IOSession;

/**
 * Tells the end of a connection on its own, one event after the last bytes, as it is over TLS
 * anyway.
 *
 * <p>The HTTP library forgets the bytes of a broken body that it reads together with the end: half
 * an answer would look like none, and be asked, and paid, again.
 */
final class SeparateEnd implements InvocationHandler {
  private final IOSession connection;
  private boolean bytesRead;

  private SeparateEnd(IOSession connection) {
    this.connection = connection;
  }

  static IOSession of(IOSession connection) {
    // but for its reading the connection is left as it is, with all its twenty-odd methods
    return (IOSession)
        Proxy.newProxyInstance(
            IOSession.class.getClassLoader(),
            new Class<?>[] {IOSession.class},
            new SeparateEnd(connection));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("read")) {
      return read((ByteBuffer) arguments[0]);
    }
    if (method.getName().equals("updateReadTime")) {
      // so begins each event of reading
      bytesRead = false;
    }
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private int read(ByteBuffer buffer) throws IOException {
    int count = connection.read(buffer);
    bytesRead |= count > 0;
    return count < 0 && bytesRead ? 0 : count;
  }
}
