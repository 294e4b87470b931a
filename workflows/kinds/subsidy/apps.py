from workflows.engine import plugin


class SubsidyConfig(plugin.KindConfig):
    name = "workflows.kinds.subsidy"
    label = "subsidy"
