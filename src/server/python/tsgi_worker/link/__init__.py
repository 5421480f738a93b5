"""Connections to other processes of the server: frames to and from a gateway, recalls, the channel to the zygote."""
