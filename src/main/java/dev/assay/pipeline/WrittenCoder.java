package dev.assay.pipeline;

import dev.assay.money.Usd;
import dev.assay.pipeline.Written.AsideFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** {@link Written} between workers, in few bytes. */
final class WrittenCoder extends AtomicCoder<Written> {
  private static final long serialVersionUID = 1L;
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final VarLongCoder NUMBER = VarLongCoder.of();

  @Override
  public void encode(Written written, OutputStream out) throws IOException {
    TEXT.encode(written.ended().name(), out);
    NUMBER.encode((long) written.files().size(), out);
    for (AsideFile file : written.files()) {
      TEXT.encode(file.aside(), out);
      TEXT.encode(file.place(), out);
    }
    NUMBER.encode(written.answered(), out);
    NUMBER.encode(written.failed(), out);
    NUMBER.encode(written.notSent(), out);
    NUMBER.encode(written.attempts(), out);
    NUMBER.encode(written.unknownCost(), out);
    NUMBER.encode(written.lost(), out);
    TEXT.encode(written.billed().toString(), out);
  }

  @Override
  public Written decode(InputStream in) throws IOException {
    Ended ended = Ended.valueOf(TEXT.decode(in));
    long count = NUMBER.decode(in);
    List<AsideFile> files = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      files.add(new AsideFile(TEXT.decode(in), TEXT.decode(in)));
    }
    return new Written(
        ended,
        files,
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        Usd.of(TEXT.decode(in)));
  }
}
