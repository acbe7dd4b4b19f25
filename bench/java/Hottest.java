import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Prints where a flight recording saw the CPU: by thread, by method, and by method with all it calls. */
final class Hottest {
  private static final int LINES = 40;

  public static void main(String[] arguments) throws Exception {
    Map<String, Integer> threads = new HashMap<>();
    Map<String, Integer> own = new HashMap<>();
    Map<String, Integer> withCalled = new HashMap<>();
    int samples = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(Path.of(arguments[0]))) {
      boolean running = event.getEventType().getName().equals("jdk.ExecutionSample");
      if (!running || event.getStackTrace() == null) {
        continue;
      }
      samples++;
      RecordedThread thread = event.getThread("sampledThread");
      threads.merge(thread == null ? "?" : thread.getJavaName(), 1, Integer::sum);
      List<RecordedFrame> frames = event.getStackTrace().getFrames();
      own.merge(name(frames.get(0)), 1, Integer::sum);
      Set<String> seen = new HashSet<>();
      frames.forEach(frame -> seen.add(name(frame)));
      seen.forEach(each -> withCalled.merge(each, 1, Integer::sum));
    }
    print("By thread", threads, samples);
    print("By method", own, samples);
    print("By method, with what it calls", withCalled, samples);
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }

  private static void print(String title, Map<String, Integer> counts, int samples) {
    System.out.printf("%n%s (%d samples)%n", title, samples);
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(LINES)
        .forEach(
            each -> System.out.printf("%5.1f %%  %s%n", each.getValue() * 100.0 / samples, each.getKey()));
  }
}
