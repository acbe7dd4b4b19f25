package dev.assay.gateway;

import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP library, set up to do what it is told and no more.
 *
 * <p>It neither repeats a request nor follows a redirect nor unpacks a body: each of these would
 * change what is paid, where the key goes, or how much memory an answer takes.
 */
final class Connections {
  private static final TimeValue IDLE_CONNECTION = TimeValue.ofSeconds(60);
  private static final TimeValue TRUSTED_WITHOUT_A_LOOK = TimeValue.ofSeconds(1);
  private static final int MAX_IO_THREADS = 4;
  private static final int MAX_HEADER_LINE = 32 << 10;
  private static final int MAX_HEADERS = 200;

  private Connections() {}

  static CloseableHttpAsyncClient open(HttpGateway gateway) {
    Timeout connect = timeout(gateway.timeouts().connect());
    var connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
            .setMaxConnTotal(gateway.maxConnections())
            .setMaxConnPerRoute(gateway.maxConnections())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connect)
                    .setSocketTimeout(Timeout.DISABLED)
                    .setValidateAfterInactivity(TRUSTED_WITHOUT_A_LOOK)
                    .build())
            .setDefaultTlsConfig(
                TlsConfig.custom()
                    .setHandshakeTimeout(connect)
                    .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                    .build())
            .build();
    return HttpAsyncClients.custom()
        .useSystemProperties()
        .setConnectionManager(connections)
        .setIoSessionDecorator(SeparateEnd::of)
        .setIOReactorConfig(
            IOReactorConfig.custom()
                .setIoThreadCount(
                    Math.min(MAX_IO_THREADS, Runtime.getRuntime().availableProcessors()))
                .setSoTimeout(Timeout.DISABLED)
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.DISABLED)
                .setResponseTimeout(Timeout.DISABLED)
                .setRedirectsEnabled(false)
                .build())
        .setHttp1Config(
            Http1Config.custom()
                .setMaxLineLength(MAX_HEADER_LINE)
                .setMaxHeaderCount(MAX_HEADERS)
                .build())
        .setUserAgent("assay")
        .evictIdleConnections(IDLE_CONNECTION)
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(Math.max(1, duration.toMillis()));
  }
}
