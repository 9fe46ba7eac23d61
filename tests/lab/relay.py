# A link with a delay: carries frames between two interfaces of its own namespace, each held back for a while, some lost.
# A bare veth pair delivers within the sender's own system call, which no real network does.
# Packet sockets rather than TAPs, so that no /dev/net/tun is needed; the virtio header keeps unfinished checksums with their frame.
import argparse
import heapq
import random
import select
import socket
import struct
import time

ETH_P_ALL = 3
SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING = 263, 15, 23  # linux/if_packet.h
SO_RCVBUFFORCE, BURST = 33, 4 << 20  # the default buffer loses a burst of some hundred frames while the relay is not scheduled
LARGEST = 1 << 17  # a segmentation-offload frame of 64 KiB and its headers
VNET_HDR = struct.calcsize("<BBHHHH")


def open_end(interface):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    end.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    end.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    try:
        end.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BURST)
    except PermissionError:  # in a user namespace: as much as an ordinary user may have
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BURST)
    end.bind((interface, ETH_P_ALL))
    return end


def relay(ends, delay, jitter, loss, double, chance):
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    held = []  # (when to send, number, to whom, frame); the number keeps equal times in order
    number = 0
    while True:
        wait = max(0.0, held[0][0] - time.monotonic()) if held else None
        for end in select.select(ends, [], [], wait)[0]:
            frame = end.recv(LARGEST)
            copies = 1 + (chance.random() < double)
            for _ in range(copies if len(frame) > VNET_HDR and chance.random() >= loss else 0):
                number += 1
                heapq.heappush(held, (time.monotonic() + delay + jitter * chance.random(), number, other[end], frame))
        while held and held[0][0] <= time.monotonic():
            _, _, end, frame = heapq.heappop(held)
            try:
                end.send(frame)
            except OSError:
                pass  # the link is down or its queue is full: the frame is lost, as on a wire


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("interfaces", nargs=2)
    arguments.add_argument("--delay-ms", type=float, default=1)
    arguments.add_argument("--jitter-ms", type=float, default=0)
    arguments.add_argument("--loss", type=float, default=0, help="share of frames lost in each direction, 0 to 1")
    arguments.add_argument("--double", type=float, default=0, help="share of frames delivered twice")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    ends = [open_end(name) for name in chosen.interfaces]
    relay(ends, chosen.delay_ms / 1000, chosen.jitter_ms / 1000, chosen.loss, chosen.double, random.Random(chosen.seed))


if __name__ == "__main__":
    main()
