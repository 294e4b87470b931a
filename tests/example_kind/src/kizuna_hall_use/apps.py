from workflows.engine import plugin


class HallUseConfig(plugin.KindConfig):
    name = "kizuna_hall_use"
    label = "hall_use"
