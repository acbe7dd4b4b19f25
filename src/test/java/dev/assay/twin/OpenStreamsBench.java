package dev.assay.twin;

import dev.assay.catalog.Catalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens many streams of 20 seconds at once to a twin in a JVM of its own and prints what that took.
 *
 * <p>Run it with the test class path: {@code java -cp ... dev.assay.twin.OpenStreamsBench 2000}
 */
final class OpenStreamsBench {
  private static final int TOKENS = 975;
  private static final int TOKENS_PER_SECOND = 50;
  private static final int FIRST_TOKEN_MILLIS = 500;
  private static final int CHUNK_TOKENS = 10;
  private static final byte[] END_MARK = "data: [DONE]".getBytes(StandardCharsets.UTF_8);

  private OpenStreamsBench() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 1 && arguments[0].equals("serve")) {
      serve();
      return;
    }
    int streams = arguments.length == 0 ? 2_000 : Integer.parseInt(arguments[0]);
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OpenStreamsBench.class.getName(),
                "serve")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(output.readLine());
      new Watch(streams, port).run();
      System.out.println("server: " + peakMemory(server.pid()));
      System.out.println(
          "server CPU: " + server.info().totalCpuDuration().map(Duration::toString).orElse("?"));
    } finally {
      server.destroy();
    }
  }

  private static void serve() throws IOException {
    Catalog catalog =
        new Catalog(
            "bench-1",
            List.of(
                SampleCatalog.model(
                    SampleCatalog.CHAT,
                    SampleCatalog.endpoint(
                        "openai",
                        "us",
                        "bf16",
                        Set.of(),
                        SampleCatalog.policy(false, false),
                        FIRST_TOKEN_MILLIS,
                        TOKENS_PER_SECOND,
                        "1",
                        "2"))));
    Speech speech =
        new Speech(
            1, Map.of(), new Length(TOKENS, TOKENS), CHUNK_TOKENS, Set.of(), new Length(0, 0), 0);
    Scenario scenario = new Scenario(1, 1, speech, Administration.OPEN, List.of());
    Twin twin = Twin.start(new TwinSettings(catalog, scenario, AnswerKey.none(), 0));
    System.out.println(twin.baseUrl().getPort());
    while (System.in.read() >= 0) {
      // lives until its parent closes the line
    }
  }

  private static String peakMemory(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .findFirst()
        .orElse("memory unknown");
  }

  /** All the streams, watched by one thread. */
  private static final class Watch {
    private final int streams;
    private final InetSocketAddress address;
    private int ended;
    private int broken;
    private long bytes;

    private Watch(int streams, int port) {
      this.streams = streams;
      this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void run() throws IOException {
      long start = System.nanoTime();
      ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
      try (Selector selector = Selector.open()) {
        for (int i = 0; i < streams; i++) {
          open(selector, i);
        }
        System.out.printf("%d streams asked for after %d ms%n", streams, millisSince(start));
        while (ended + broken < streams) {
          selector.select();
          for (SelectionKey key : selector.selectedKeys()) {
            read(key, buffer);
          }
          selector.selectedKeys().clear();
        }
      }
      System.out.printf(
          "%d ended, %d broken, %d MB in %d ms%n", ended, broken, bytes >> 20, millisSince(start));
    }

    private static long millisSince(long start) {
      return (System.nanoTime() - start) / 1_000_000;
    }

    private void open(Selector selector, int i) throws IOException {
      SocketChannel channel = SocketChannel.open(address);
      byte[] body =
          Asked.streamed(SampleCatalog.CHAT, "Story " + i).getBytes(StandardCharsets.UTF_8);
      String head =
          "POST /api/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk-twin-bench\r\nContent-Length: %d\r\n\r\n"
              .formatted(body.length);
      channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
      channel.write(ByteBuffer.wrap(body));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
    }

    private void read(SelectionKey key, ByteBuffer buffer) throws IOException {
      SocketChannel channel = (SocketChannel) key.channel();
      buffer.clear();
      int count = channel.read(buffer);
      bytes += Math.max(0, count);
      if (count < 0) {
        broken++;
        channel.close();
      } else if (holdsEndMark(buffer.flip())) {
        ended++;
        channel.close();
      }
    }

    /** The twin sends the last chunks and the mark in one go, so it is never split. */
    private static boolean holdsEndMark(ByteBuffer buffer) {
      String tail =
          StandardCharsets.ISO_8859_1
              .decode(buffer.duplicate().position(Math.max(0, buffer.limit() - 64)))
              .toString();
      return tail.contains(new String(END_MARK, StandardCharsets.ISO_8859_1));
    }
  }
}
