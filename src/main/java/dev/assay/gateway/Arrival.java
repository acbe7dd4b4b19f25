package dev.assay.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Hands a response on as it arrives, piece by piece. */
final class Arrival implements AsyncResponseConsumer<Void> {
  /** Who reads the response. */
  interface Sink {
    void head(ResponseHead head);

    /**
     * Takes some bytes of the body.
     *
     * @throws IOException to have no more of it, and the connection closed
     */
    void bytes(ByteBuffer bytes) throws IOException;
  }

  private final Sink sink;
  private FutureCallback<Void> whenRead;

  Arrival(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void consumeResponse(
      HttpResponse response,
      EntityDetails entity,
      HttpContext context,
      FutureCallback<Void> callback) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      headers.put(header.getName().toLowerCase(Locale.ROOT), value);
    }
    sink.head(new ResponseHead(response.getCode(), headers));
    whenRead = callback;
    if (entity == null) {
      callback.completed(null);
    }
  }

  @Override
  public void consume(ByteBuffer bytes) throws IOException {
    sink.bytes(bytes);
    bytes.position(bytes.limit());
  }

  @Override
  public void streamEnd(List<? extends Header> trailers) {
    whenRead.completed(null);
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context) {
    // an interim answer says nothing of the final one
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    channel.update(Integer.MAX_VALUE);
  }

  @Override
  public void failed(Exception fault) {
    // whoever executes the request is told, too
  }

  @Override
  public void releaseResources() {
    // there are none
  }
}
