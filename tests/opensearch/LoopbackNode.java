import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** A node of OpenSearch with its modules on the class path; arguments are settings, key=value. */
public final class LoopbackNode extends Node {
    private static final List<Class<? extends Plugin>> MODULES = List.of(
        Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class, ReindexPlugin.class);

    private LoopbackNode(Environment environment) {
        super(environment, MODULES, true);
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder builder = Settings.builder();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts[1].contains(",")) {
                builder.putList(parts[0], parts[1].split(","));
            } else {
                builder.put(parts[0], parts[1]);
            }
        }
        Settings settings = builder.build();
        Path configuration = Path.of(settings.get("path.home"), "config");
        LoopbackNode node = new LoopbackNode(InternalSettingsPreparer.prepareEnvironment(
            settings, Map.of(), configuration, () -> settings.get("node.name")));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        try {
            node.start();
        } catch (Exception error) {
            // Its threads would keep it running, and whoever waits for it waiting.
            error.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        // Whoever started it holds its standard input open: none is left behind.
        while (System.in.read() != -1) { }
        System.exit(0);
    }
}
